package dev.cloche.control.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class IdsTest {

    private final Ids ids =
            new Ids(Clock.fixed(Instant.parse("2026-03-01T23:59:59.999Z"), ZoneOffset.UTC));

    @Test
    void idsHaveTheShapesThatCallersKnow() {
        assertThat(ids.session().value()).matches("sess_[a-z0-9]{16}");
        assertThat(ids.execution().value()).matches("exec_20260301_[a-z0-9]{8}");
        assertThat(ids.container().value()).matches("cont_[a-z0-9]{16}");
    }

    @Test
    void noTwoAreTheSame() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            seen.add(ids.session().value());
            seen.add(ids.secret().value());
        }

        assertThat(seen).hasSize(20_000);
    }
}
