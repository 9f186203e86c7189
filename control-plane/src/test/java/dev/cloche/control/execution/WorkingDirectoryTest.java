package dev.cloche.control.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloche.api.execution.WorkingDirectory;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WorkingDirectoryTest {

    @ParameterizedTest
    @CsvSource({
        "a, a",
        "a/b, a/b",
        "a//b/, a/b",
        "./a/., a",
        "., ''",
        "größe/ä b, größe/ä b",
        "..a, ..a"
    })
    void aPathIsToldWithoutDetours(String text, String value) {
        assertThat(new WorkingDirectory(text).value()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "/", "/a", "..", "a/..", "../a", "a/../b", "a\\b", "C:", "c:/a", "a\nb", "a\0b",
                "\ud800"
            })
    void whatCouldLeadOutIsRefused(String text) {
        assertThatThrownBy(() -> new WorkingDirectory(text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whateverPassesStaysBelow() {
        String alphabet = "ab./\\:~ \n";
        Random random = new Random(5);
        int passed = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(10); n >= 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                String value = new WorkingDirectory(text.toString()).value();
                passed++;
                Path place = Path.of("/workspace/" + value);
                assertThat(place).isEqualTo(place.normalize());
                assertThat(place.startsWith("/workspace")).isTrue();
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageContaining("a");
            }
        }
        assertThat(passed).isGreaterThan(1000);
    }
}
