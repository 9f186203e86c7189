package dev.cloche.executor.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.execution.Language;
import dev.cloche.api.executor.RunRequest;
import dev.cloche.api.executor.SessionBinding;
import dev.cloche.api.session.SessionId;
import dev.cloche.executor.language.Launcher;
import dev.cloche.executor.process.ChildRequest;
import dev.cloche.executor.process.Ending;
import dev.cloche.executor.session.BoundSession;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Who begins when.
final class RosterTest {

    private static final int AT_ONCE = 16;
    private static final int OF_ONE_SESSION = AT_ONCE / 4;
    private static final int YOUNG = 3;
    private static final int WAITING = 4;

    private final Roster roster = new Roster(new Roster.Room(AT_ONCE, YOUNG, WAITING));
    private int names;

    @Test
    void fewBeginAtOnce() {
        assertThat(offer("a", 4))
                .containsExactly(
                        Roster.Place.START,
                        Roster.Place.START,
                        Roster.Place.START,
                        Roster.Place.WAIT);
    }

    @Test
    void whoHasGoneOnForAMomentMakesRoomForTheNext() {
        Run first = started("a");
        List<Run> more = List.of(started("b"), started("c"));
        Run next = waiting("d");

        Optional<Run> begins = roster.aged(first);

        assertThat(begins).contains(next);
        assertThat(roster.active()).contains(first).containsAll(more);
    }

    @Test
    void whoEndsYoungMakesRoomOnce() {
        Run first = started("a");
        Run _ = started("b");
        Run _ = started("c");
        Run next = waiting("d");
        Run _ = waiting("e");

        Optional<Run> atTheEnd = roster.ended(first);
        Optional<Run> later = roster.aged(first);

        assertThat(atTheEnd).contains(next);
        assertThat(later).isEmpty();
    }

    @Test
    void manyMayGoOn() {
        for (int i = 0; i < AT_ONCE; i++) {
            assertThat(roster.aged(started("session" + i / OF_ONE_SESSION))).isEmpty();
        }

        assertThat(offer("another", 1)).containsExactly(Roster.Place.WAIT);
        assertThat(roster.ended(roster.active().getFirst())).isPresent();
    }

    @Test
    void aSessionGetsAPartOfTheRoomAndOfTheLine() {
        for (int i = 0; i < OF_ONE_SESSION; i++) {
            assertThat(roster.aged(started("a"))).isEmpty();
        }

        assertThat(offer("a", 3))
                .containsExactly(Roster.Place.WAIT, Roster.Place.WAIT, Roster.Place.FULL);
        assertThat(offer("b", 1)).containsExactly(Roster.Place.START);
    }

    @Test
    void theTurnIsThatOfTheSessionThatBeginsLeast() {
        Run one = started("a");
        Run two = started("a");
        Run three = started("b");
        Run ofA = waiting("a");
        Run ofB = waiting("b");
        Run ofC = waiting("c");

        assertThat(roster.ended(one)).contains(ofC);
        assertThat(roster.ended(two)).contains(ofA);
        assertThat(roster.ended(three)).contains(ofB);
    }

    @Test
    void whoHasManyThatSleepIsNotPassedOverByWhoHasNone() {
        for (int i = 0; i < OF_ONE_SESSION - 1; i++) {
            assertThat(roster.aged(started("sleeps"))).isEmpty();
        }
        Run first = started("flood");
        Run second = started("flood");
        Run _ = started("flood");
        Run waited = waiting("sleeps");
        Run _ = waiting("flood");

        assertThat(roster.ended(first)).contains(waited);
        assertThat(roster.ended(second)).isPresent();
    }

    @Test
    void nobodyIsTakenTwiceNorAfterItIsClosed() {
        Run run = started("a");

        assertThat(roster.take(run)).isEqualTo(Roster.Place.KNOWN);
        roster.close();
        assertThat(offer("a", 1)).containsExactly(Roster.Place.FULL);
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    /// Whatever happens in whatever order: nobody waits who may begin, bounds hold, and everybody
    /// who was taken begins once.
    @ParameterizedTest
    @MethodSource("seeds")
    void theLineMovesOn(long seed) {
        var walk = new Walk(new SplittableRandom(seed));
        for (int step = 0; step < 300; step++) {
            walk.step();
            walk.check();
        }
        while (!walk.going.isEmpty()) {
            walk.end(walk.going.getFirst());
            walk.check();
        }
        assertThat(walk.lined).isEmpty();
    }

    private final class Walk {

        final SplittableRandom random;
        final List<Run> young = new ArrayList<>();
        final List<Run> going = new ArrayList<>();
        final List<Run> lined = new ArrayList<>();

        Walk(SplittableRandom random) {
            this.random = random;
        }

        void step() {
            switch (random.nextInt(5)) {
                case 0, 1, 2 -> arrive(run("s" + random.nextInt(6)));
                case 3 -> {
                    if (!going.isEmpty()) {
                        end(going.get(random.nextInt(going.size())));
                    }
                }
                default -> {
                    if (!young.isEmpty()) {
                        Run old = young.remove(random.nextInt(young.size()));
                        roster.aged(old).ifPresent(this::leftTheLine);
                    }
                }
            }
        }

        void arrive(Run run) {
            switch (roster.take(run)) {
                case START -> begin(run);
                case WAIT -> lined.add(run);
                case FULL -> assertThat(lined.size()).isPositive();
                case KNOWN -> throw new AssertionError("it is new");
            }
        }

        void end(Run run) {
            young.remove(run);
            going.remove(run);
            roster.ended(run).ifPresent(this::leftTheLine);
        }

        void leftTheLine(Run run) {
            assertThat(lined.remove(run)).isTrue();
            begin(run);
        }

        void begin(Run run) {
            young.add(run);
            going.add(run);
        }

        void check() {
            assertThat(young.size()).isLessThanOrEqualTo(YOUNG);
            assertThat(going.size()).isLessThanOrEqualTo(AT_ONCE);
            assertThat(lined.size()).isLessThanOrEqualTo(WAITING);
            boolean room = young.size() < YOUNG && going.size() < AT_ONCE;
            assertThat(lined).noneMatch(run -> room && of(run) < OF_ONE_SESSION);
        }

        long of(Run run) {
            return going.stream()
                    .filter(one -> one.session().id().equals(run.session().id()))
                    .count();
        }
    }

    private List<Roster.Place> offer(String session, int times) {
        List<Roster.Place> places = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            places.add(roster.take(run(session)));
        }
        return places;
    }

    private Run started(String session) {
        return placed(session, Roster.Place.START);
    }

    private Run waiting(String session) {
        return placed(session, Roster.Place.WAIT);
    }

    private Run placed(String session, Roster.Place expected) {
        Run run = run(session);
        assertThat(roster.take(run)).isEqualTo(expected);
        return run;
    }

    private Run run(String session) {
        var id = new ExecutionId("exec_20260101_%08d".formatted(++names));
        var request =
                new RunRequest(id, 1, Language.SHELL, "true", null, Map.of(), null, false, 1000);
        var binding = new SessionBinding(Map.of(), Workbench.LIMITS, false);
        var program =
                new ChildRequest.Program(
                        "main.sh", List.of("/usr/bin/true"), new ChildRequest.Start.Become());
        return new Run(
                request,
                new BoundSession(
                        new SessionId(session), binding, Path.of("/nowhere"), Optional.empty()),
                new Launcher(program, Launcher.Memory.USE, Launcher.EventForm.PLAIN),
                Instant.EPOCH,
                Optional.empty(),
                new Nobody());
    }

    private static final class Nobody implements Run.Events {

        @Override
        public void started(Run run) {}

        @Override
        public void ended(Run run, Ending ending) {}
    }
}
