package dev.cloche.cli.bench.load;

import dev.cloche.cli.bench.way.Way;
import java.util.ArrayList;
import java.util.List;

/// One in flight, back to back, each way in its turn, so that noise hits all alike.
public final class Turns {
    /// Runs of a turn: what makes ready for the next run has to hurry, as with one busy caller.
    static final int LENGTH = 10;

    // what a way tidies up after its turn is not to slow down the next one
    private static final long PAUSE_MS = 20;

    private Turns() {}

    /// The samples of each way, in their order.
    public static List<Samples> take(List<? extends Way> ways, int runs)
            throws InterruptedException {
        List<List<Long>> nanos = ways.stream().<List<Long>>map(_ -> new ArrayList<>()).toList();
        for (int done = 0; done < runs; done += LENGTH) {
            for (int turn = 0; turn < ways.size(); turn++) {
                // who always came after the same one would always meet what that one left
                int way = (turn + done / LENGTH) % ways.size();
                for (int run = done; run < Math.min(runs, done + LENGTH); run++) {
                    nanos.get(way).add(ways.get(way).run(0));
                }
                Thread.sleep(PAUSE_MS);
            }
        }
        return nanos.stream().map(Samples::of).toList();
    }
}
