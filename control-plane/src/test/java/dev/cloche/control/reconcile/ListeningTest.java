package dev.cloche.control.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ListeningTest {

    private static final Instant START = Instant.parse("2026-01-15T10:00:00Z");

    private final Listening listening = new Listening(Duration.ofSeconds(5), START);

    @Test
    void itIsFromTheStartAsLongAsThereIsNoBreak() {
        assertThat(listening.at(after(2))).isEqualTo(START);
        assertThat(listening.at(after(7))).isEqualTo(START);
        assertThat(listening.at(after(9))).isEqualTo(START);
    }

    @Test
    void aBreakBeginsItAnew() {
        assertThat(listening.at(after(2))).isEqualTo(START);
        assertThat(listening.at(after(20))).isEqualTo(after(20));
        assertThat(listening.at(after(22))).isEqualTo(after(20));
    }

    @Test
    void aClockThatIsSetBackBeginsItAnew() {
        assertThat(listening.at(after(-3600))).isEqualTo(after(-3600));
        assertThat(listening.at(after(-3598))).isEqualTo(after(-3600));
    }

    private static Instant after(int seconds) {
        return START.plusSeconds(seconds);
    }
}
