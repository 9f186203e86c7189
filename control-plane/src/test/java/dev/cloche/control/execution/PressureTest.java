package dev.cloche.control.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.session.SessionId;
import dev.cloche.control.kernel.Refusal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/// How long a session that was full counts as full.
final class PressureTest {

    private static final SessionId BUSY = new SessionId("sess_busy");
    private static final SessionId OTHER = new SessionId("sess_other");

    private final Turned clock = new Turned();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Pressure pressure = new Pressure(clock, new ExecutionMetrics(registry, clock));

    @Test
    void aFullSessionIsRefusedForAMomentAndNoOtherIs() {
        Refusal refusal = pressure.full("ann", BUSY);

        assertThat(refusal.code()).isEqualTo(ErrorCode.NO_SANDBOX_AVAILABLE);
        assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(1));
        assertThatThrownBy(() -> pressure.requireRoom("ann", BUSY)).isInstanceOf(Refusal.class);
        assertThatCode(() -> pressure.requireRoom("ann", OTHER)).doesNotThrowAnyException();
        assertThatCode(() -> pressure.requireRoom("ben", BUSY))
                .as("another tenant learns nothing of it")
                .doesNotThrowAnyException();
        assertThat(registry.counter("executions.refused").count()).isEqualTo(2);
    }

    @Test
    void afterTheMomentItIsTriedAgain() {
        Refusal _ = pressure.full("ann", BUSY);

        clock.now = clock.now.plus(Pressure.MOMENT);

        assertThatCode(() -> pressure.requireRoom("ann", BUSY)).doesNotThrowAnyException();
    }

    /// Goes when it is turned.
    private static final class Turned extends Clock {

        private Instant now = Instant.parse("2026-03-01T10:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("it has one zone");
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
