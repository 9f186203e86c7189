package dev.cloche.cli.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Which fault comes when. Pure: the same seed gives the same schedule.
final class Schedule {
    private static final int SHORTEST_PAUSE_MS = 3000;
    private static final int LONGEST_PAUSE_MS = 7000;
    private static final int SHORTEST_MS = 1000;
    private static final int LONGEST_MS = 7000;
    // one in so many lasts longer than silence is tolerated
    private static final int LONG_ONE_IN = 6;
    private static final int LONG_MS = 18_000;

    private Schedule() {}

    /// Faults that take that long in all, pauses included; each kind comes once before any comes
    /// again.
    static List<Planned> of(long seed, Duration length, List<Fault> kinds) {
        var random = new Random(seed);
        List<Planned> planned = new ArrayList<>();
        List<Fault> deck = new ArrayList<>();
        Duration filled = Duration.ZERO;
        while (filled.compareTo(length) < 0) {
            if (deck.isEmpty()) {
                deck.addAll(kinds);
                Collections.shuffle(deck, random);
            }
            Planned next = plan(deck.removeLast(), random);
            filled = filled.plus(next.pause()).plus(next.lasts());
            planned.add(next);
        }
        return List.copyOf(planned);
    }

    private static Planned plan(Fault fault, Random random) {
        int pause = random.nextInt(SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS);
        int lasts = random.nextInt(SHORTEST_MS, LONGEST_MS);
        boolean isLong = random.nextInt(LONG_ONE_IN) == 0;
        double pick = random.nextDouble();
        int millis = fault.isLasting() ? isLong ? LONG_MS : lasts : 0;
        return new Planned(fault, Duration.ofMillis(pause), Duration.ofMillis(millis), pick);
    }
}
