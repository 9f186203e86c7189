package dev.cloche.control.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Floods before doors of a session whose executor holds so many, at random times.
final class DoorTest {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final int SEEDS = 100;
    private static final int HOLDS = 64;
    private static final int ARRIVALS_PER_SECOND = 80;
    private static final int ENDS_PER_SECOND = 15;
    private static final int LONGEST_WAY_MILLIS = 300;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void theLineStaysFullAndHardlyAnybodyComesForNothing(int replicas) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Flood flood = new Flood(replicas, new Random(seed));
            flood.run(Duration.ofSeconds(5));
            flood.forget();
            flood.run(Duration.ofSeconds(20));

            String which = "seed " + seed + ", " + replicas + " replicas";
            assertThat(flood.shortest).as(which).isGreaterThan(HOLDS / 2);
            assertThat(flood.refusedAtOnce).as(which).isGreaterThan(1000);
            assertThat(flood.foundItFull + flood.refusedLate)
                    .as(which)
                    .isLessThan(flood.refusedAtOnce / 10);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whatEndsUnheardOfLeavesRoomThatIsFound(int replicas) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Flood flood = new Flood(replicas, new Random(seed));
            flood.run(Duration.ofSeconds(5));

            flood.loseAll();
            flood.run(Duration.ofSeconds(12));

            assertThat(flood.line).as("seed " + seed).hasSizeGreaterThan(HOLDS / 2);
        }
    }

    /// Two doors know nothing of each other: each hears of the ends of what it let in.
    private static final class Flood {

        private final Random random;
        private final Door[] doors;
        private final List<Run> line = new ArrayList<>();
        private final PriorityQueue<Walker> onTheWay =
                new PriorityQueue<>(Comparator.comparing(Walker::arrives));
        private Instant now = START;
        private int shortest = HOLDS;
        private int refusedAtOnce;
        private int refusedLate;
        private int foundItFull;

        Flood(int replicas, Random random) {
            this.random = random;
            this.doors = new Door[replicas];
        }

        private record Run(int replica) {}

        /// One that has passed a threshold.
        private record Walker(int replica, Instant arrives) {}

        void run(Duration time) {
            Instant end = now.plus(time);
            while (now.isBefore(end)) {
                now = now.plusMillis(1);
                if (random.nextInt(1000) < ARRIVALS_PER_SECOND) {
                    knock(random.nextInt(doors.length));
                }
                while (!onTheWay.isEmpty() && !onTheWay.peek().arrives().isAfter(now)) {
                    arrive(onTheWay.remove().replica());
                }
                if (random.nextInt(1000) < ENDS_PER_SECOND && !line.isEmpty()) {
                    end(line.remove(random.nextInt(line.size())).replica());
                }
                shortest = Math.min(shortest, line.size());
            }
        }

        /// Begins to count anew.
        void forget() {
            shortest = HOLDS;
            refusedAtOnce = 0;
            refusedLate = 0;
            foundItFull = 0;
        }

        /// All are gone, and nobody is told.
        void loseAll() {
            line.clear();
        }

        private void knock(int replica) {
            if (doors[replica] == null || doors[replica].pass(now)) {
                onTheWay.add(
                        new Walker(replica, now.plusMillis(random.nextInt(LONGEST_WAY_MILLIS))));
            } else {
                refusedAtOnce++;
            }
        }

        private void arrive(int replica) {
            Door door = doors[replica];
            if (door != null && !door.enter(now)) {
                refusedLate++;
                return;
            }
            boolean full = line.size() >= HOLDS;
            if (full) {
                foundItFull++;
                doors[replica] = door == null ? new Door("ann", now) : door;
                doors[replica].shut(now);
            } else {
                line.add(new Run(replica));
            }
            if (door != null) {
                if (!full && door.widen(now)) {
                    doors[replica] = null;
                }
                door.leave();
            }
        }

        private void end(int replica) {
            if (doors[replica] != null && doors[replica].oneEnded()) {
                doors[replica] = null;
            }
        }
    }
}
