package dev.cloche.cli.bench.load;

import dev.cloche.cli.bench.way.Way;
import java.util.ArrayList;
import java.util.List;

/// One in flight, back to back, each way in its turn, so that noise hits all alike.
public final class Turns {
    private Turns() {}

    /// The samples of each way, in their order.
    public static List<Samples> take(List<? extends Way> ways, int rounds) {
        List<List<Long>> nanos = ways.stream().<List<Long>>map(_ -> new ArrayList<>()).toList();
        for (int round = 0; round < rounds; round++) {
            for (int turn = 0; turn < ways.size(); turn++) {
                // who is always after the same one would always meet what that one left
                int way = (turn + round) % ways.size();
                nanos.get(way).add(ways.get(way).run(0));
            }
        }
        return nanos.stream().map(Samples::of).toList();
    }
}
