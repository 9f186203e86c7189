package dev.cloche.executor.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CapturedOutputTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "ä€😀", "two\nlines\n"})
    void whatIsWholeIsReturnedAsItIs(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var output = new CapturedOutput();
        output.add(bytes);

        assertThat(output.text(bytes.length)).isEqualTo(new CapturedOutput.Text(text, false));
    }

    @Test
    void aCutNeverLeavesHalfACharacter() {
        byte[] all = "ä€😀x".getBytes(StandardCharsets.UTF_8);

        for (int kept = 0; kept < all.length; kept++) {
            var output = new CapturedOutput();
            output.add(Arrays.copyOf(all, kept));
            CapturedOutput.Text text = output.text(all.length);
            assertThat(text.value()).doesNotContain("\uFFFD");
            assertThat("ä€😀x").startsWith(text.value());
            assertThat(text.truncated()).isTrue();
        }
    }

    @Test
    void badBytesAreReplacedAndNulIsDropped() {
        var output = new CapturedOutput();
        output.add(new byte[] {'a', (byte) 0xFF, 0, 'b'});

        assertThat(output.text(4).value()).isEqualTo("a\uFFFDb");
    }
}
