package dev.cloche.cli.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LifetimeTest {
    private final Lifetime.Converter converter = new Lifetime.Converter();

    @ParameterizedTest
    @CsvSource({"1s,PT1S", "90s,PT90S", "30m,PT30M", "12h,PT12H", "7d,P7D", "365d,P365D"})
    void aNumberAndAUnitIsADuration(String typed, Duration meant) {
        Lifetime lifetime = converter.convert(typed);

        assertThat(lifetime.duration()).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "12", "h", "-1h", "1.5h", "1w", "1 h", "0s", "366d", "99999999999d"})
    void anythingElseIsRefused(String typed) {
        assertThatThrownBy(() -> converter.convert(typed)).hasMessageContaining("'" + typed + "'");
    }
}
