package dev.cloche.control.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.session.SessionId;
import dev.cloche.control.kernel.Refusal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// How long a session that was full counts as full.
final class PressureTest {

    private static final SessionId BUSY = new SessionId("sess_busy");
    private static final SessionId OTHER = new SessionId("sess_other");

    private static final int AT_ONCE = 3;

    private final Turned clock = new Turned();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Deque<UniEmitter<? super String>> under = new ArrayDeque<>();
    private final Pressure pressure =
            new Pressure(AT_ONCE, clock, new ExecutionMetrics(registry, clock));

    @Test
    void aFullSessionIsRefusedForAMomentAndNoOtherIs() {
        Refusal refusal = pressure.full("ann", BUSY);

        assertThat(refusal.code()).isEqualTo(ErrorCode.NO_SANDBOX_AVAILABLE);
        assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(1));
        assertThatThrownBy(() -> begin("ann", BUSY)).isInstanceOf(Refusal.class);
        assertThatCode(() -> begin("ann", OTHER)).doesNotThrowAnyException();
        assertThatCode(() -> begin("ben", BUSY))
                .as("another tenant learns nothing of it")
                .doesNotThrowAnyException();
        assertThat(registry.counter("executions.refused").count()).isEqualTo(2);
    }

    @Test
    void afterTheMomentOneFindsOutWhetherThereIsRoomAndLetsOthersIn() {
        Refusal _ = pressure.full("ann", BUSY);
        clock.now = clock.now.plus(Door.MOMENT);

        begin("ann", BUSY);
        assertThatThrownBy(() -> begin("ann", BUSY)).isInstanceOf(Refusal.class);

        under.removeFirst().complete("there was room");
        begin("ann", BUSY);
        begin("ann", BUSY);
        assertThatThrownBy(() -> begin("ann", BUSY)).isInstanceOf(Refusal.class);
    }

    @Test
    void whoFindsNoRoomShutsTheDoorAgain() {
        Refusal _ = pressure.full("ann", BUSY);
        clock.now = clock.now.plus(Door.MOMENT);
        begin("ann", BUSY);

        under.removeFirst().fail(pressure.full("ann", BUSY));

        clock.now = clock.now.plus(Door.MOMENT);
        assertThatThrownBy(() -> begin("ann", BUSY))
                .as("the next one waits for twice as long")
                .isInstanceOf(Refusal.class);
        clock.now = clock.now.plus(Door.MOMENT);
        assertThatCode(() -> begin("ann", BUSY)).doesNotThrowAnyException();
    }

    @Test
    void forEachThatEndsOneMayComeIn() {
        Refusal _ = pressure.full("ann", BUSY);

        pressure.oneEnded(OTHER);
        assertThatThrownBy(() -> begin("ann", BUSY)).isInstanceOf(Refusal.class);

        pressure.oneEnded(BUSY);
        pressure.oneEnded(BUSY);
        begin("ann", BUSY);
        begin("ann", BUSY);
        assertThatThrownBy(() -> begin("ann", BUSY)).isInstanceOf(Refusal.class);
    }

    @Test
    void aPlaceThatIsNotTakenAfterAllIsFreeAgain() {
        Refusal _ = pressure.full("ann", BUSY);
        pressure.oneEnded(BUSY);

        assertThatThrownBy(() -> begin("ann", BUSY, new IllegalStateException("no database")))
                .isInstanceOf(IllegalStateException.class);

        begin("ann", BUSY);
        assertThatThrownBy(() -> begin("ann", BUSY)).isInstanceOf(Refusal.class);
    }

    @Test
    void placesThatNobodyTakesSayThatNothingNeedsToBeWatched() {
        Refusal _ = pressure.full("ann", BUSY);

        for (int i = 0; i < 20; i++) {
            pressure.oneEnded(BUSY);
        }

        for (int i = 0; i < 50; i++) {
            begin("ann", BUSY);
            under.removeFirst().complete("there was room");
        }
    }

    @Test
    void whoMayPassIsExpectedAndNobodyInsteadOfHim() {
        Refusal _ = pressure.full("ann", BUSY);
        pressure.oneEnded(BUSY);

        assertThat(pressure.refusalOf("ann", BUSY)).as("the first one may pass").isEmpty();
        assertThat(pressure.refusalOf("ann", BUSY)).as("the place is his").isPresent();
        begin("ann", BUSY);
        assertThat(pressure.refusalOf("ann", BUSY)).isPresent();

        pressure.oneEnded(BUSY);
        assertThat(pressure.refusalOf("ann", BUSY)).as("this one never arrives").isEmpty();
        for (int i = 0; i < 4; i++) {
            clock.now = clock.now.plus(Door.ON_THE_WAY.dividedBy(4));
            pressure.oneEnded(OTHER);
        }
        assertThat(pressure.refusalOf("ann", BUSY)).as("so another one may pass").isEmpty();
    }

    @Test
    void thatSomebodyIsTurnedAwayAtADoorIsFelt() {
        Refusal _ = pressure.full("ann", BUSY);
        clock.now = clock.now.plus(Door.MOMENT.dividedBy(2));
        assertThat(pressure.refusalOf("ann", BUSY)).isPresent();

        clock.now = clock.now.plus(Pressure.LATELY.minusMillis(1));
        assertThat(pressure.isFeltOfLate()).isTrue();
        clock.now = clock.now.plusMillis(1);
        assertThat(pressure.isFeltOfLate()).isFalse();
    }

    @Test
    void aNameThatHasAnotherOwnerNowHasTheDoorOfThatOne() {
        Refusal _ = pressure.full("ann", BUSY);

        Refusal _ = pressure.full("ben", BUSY);

        assertThat(pressure.refusalOf("ben", BUSY)).isPresent();
        assertThat(pressure.refusalOf("ann", BUSY)).isEmpty();
    }

    @Test
    void aSessionThatWasFullLongAgoIsLikeAnyOther() {
        Refusal _ = pressure.full("ann", BUSY);
        clock.now = clock.now.plus(Door.MOMENT);
        begin("ann", BUSY);
        assertThatThrownBy(() -> begin("ann", BUSY)).isInstanceOf(Refusal.class);

        clock.now = clock.now.plus(Door.AJAR);

        assertThat(pressure.refusalOf("ann", BUSY)).isEmpty();
        assertThatCode(() -> begin("ann", BUSY)).doesNotThrowAnyException();
    }

    @Test
    void aSessionThatHasRoomAgainIsWatchedNoMore() {
        Refusal _ = pressure.full("ann", BUSY);
        clock.now = clock.now.plus(Door.MOMENT);

        for (int i = 0; i < 150; i++) {
            begin("ann", BUSY);
            under.removeFirst().complete("there was room");
        }

        for (int i = 0; i < AT_ONCE; i++) {
            begin("ann", BUSY);
        }
        assertThat(under).hasSize(AT_ONCE);
    }

    @Test
    void whatIsRefusedAnywayIsToldWithoutALook() {
        assertThat(pressure.isFeltOfLate()).isFalse();

        Refusal _ = pressure.full("ann", BUSY);

        assertThat(pressure.isFeltOfLate()).isTrue();
        assertThat(pressure.refusalOf("ann", BUSY)).isPresent();
        assertThat(pressure.refusalOf("ann", OTHER)).isEmpty();
        assertThat(pressure.refusalOf("ben", BUSY)).isEmpty();
        clock.now = clock.now.plus(Door.MOMENT);
        assertThat(pressure.refusalOf("ann", BUSY)).isEmpty();
        assertThat(pressure.refusalOf("ann", BUSY)).as("somebody is on the way").isPresent();
        begin("ann", BUSY);
        assertThat(pressure.refusalOf("ann", BUSY)).isPresent();
        clock.now = clock.now.plus(Pressure.LATELY);
        assertThat(pressure.isFeltOfLate()).isFalse();
    }

    @Test
    void asManyAreAcceptedAtOnceAsMayBe() {
        for (int i = 0; i < AT_ONCE; i++) {
            assertThat(pressure.refusalOfAll()).isEmpty();
            begin("ann", OTHER);
        }

        assertThat(pressure.refusalOfAll()).isPresent();
        assertThatThrownBy(() -> begin("ann", OTHER)).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> begin("ben", BUSY)).isInstanceOf(Refusal.class);

        under.removeFirst().complete("written down");
        under.removeFirst().fail(new IllegalStateException("the database is away"));
        begin("ann", OTHER);
        begin("ben", BUSY);
        assertThatThrownBy(() -> begin("ann", OTHER)).isInstanceOf(Refusal.class);
    }

    /// Something that is being accepted until it is told to end.
    private void begin(String tenant, SessionId session) {
        begin(tenant, session, Uni.createFrom().emitter(e -> under.add(e)));
    }

    private void begin(String tenant, SessionId session, RuntimeException failure) {
        begin(tenant, session, Uni.createFrom().<String>failure(failure));
    }

    private void begin(String tenant, SessionId session, Uni<String> work) {
        AtomicReference<Throwable> refused = new AtomicReference<>();
        pressure.admit(tenant, session, () -> work).subscribe().with(_ -> {}, refused::set);
        if (refused.get() instanceof RuntimeException problem) {
            throw problem;
        }
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
