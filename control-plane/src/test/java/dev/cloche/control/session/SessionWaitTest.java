package dev.cloche.control.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.api.session.SessionStatus;
import dev.cloche.api.session.WaitReason;
import dev.cloche.api.session.WaitingFor;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What sessions that are being created wait for.
final class SessionWaitTest {

    private static final Instant ASKED = Instant.parse("2026-03-01T10:00:00Z");
    private static final Optional<Instant> LATER = Optional.of(ASKED.plusSeconds(7));
    private static final Optional<Instant> NEVER = Optional.empty();

    @Test
    void aContainerOnItsWayIsWaitedFor() {
        assertThat(creating(NEVER, false, Optional.empty(), NEVER))
                .isEqualTo(
                        new WaitingFor(WaitReason.CONTAINER, "its container is starting", ASKED));
    }

    @Test
    void aContainerThatListensIsBeingTold() {
        WaitingFor waiting = creating(NEVER, false, Optional.empty(), LATER);

        assertThat(waiting.code()).isEqualTo(WaitReason.OPENING);
        assertThat(waiting.since()).isEqualTo(LATER.get());
    }

    @Test
    void packagesOfATemplateAreWaitedForWithTheirProgress() {
        WaitingFor waiting = creating(NEVER, true, Optional.of("pip: numpy"), NEVER);

        assertThat(waiting.code()).isEqualTo(WaitReason.TEMPLATE_PACKAGES);
        assertThat(waiting.message()).endsWith(": pip: numpy");
    }

    @Test
    void aSessionThatLostItsContainerSaysSo() {
        WaitingFor starting = creating(LATER, false, Optional.empty(), NEVER);
        WaitingFor carried = creating(LATER, false, Optional.empty(), LATER);

        assertThat(starting.code()).isEqualTo(WaitReason.MOVE);
        assertThat(starting.message()).contains("starting");
        assertThat(carried.code()).isEqualTo(WaitReason.MOVE);
        assertThat(carried.message()).contains("files");
        assertThat(carried.since()).isEqualTo(LATER.get());
    }

    @ParameterizedTest
    @EnumSource(value = SessionStatus.class, mode = EnumSource.Mode.EXCLUDE, names = "CREATING")
    void oneThatIsOpenOrOverWaitsForNothing(SessionStatus status) {
        assertThat(new SessionWait(status, LATER, ASKED, true, Optional.of("x"), LATER).reason())
                .isEmpty();
    }

    private static WaitingFor creating(
            Optional<Instant> moved,
            boolean held,
            Optional<String> progress,
            Optional<Instant> ready) {
        return new SessionWait(SessionStatus.CREATING, moved, ASKED, held, progress, ready)
                .reason()
                .orElseThrow();
    }
}
