package dev.cloche.control.execution;

import dev.cloche.api.execution.ExecutionStatus;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;

/// How the executions of the last minutes ended, in slots of some seconds.
final class RecentOutcomes {

    private static final long SLOT_SECONDS = 10;
    private static final int SLOTS = 30;

    private final Deque<Slot> slots = new ArrayDeque<>();

    private record Slot(long number, Map<ExecutionStatus, Integer> counts) {}

    synchronized void add(ExecutionStatus status, Instant now) {
        long number = now.getEpochSecond() / SLOT_SECONDS;
        if (slots.isEmpty() || slots.getLast().number() < number) {
            slots.addLast(new Slot(number, new EnumMap<>(ExecutionStatus.class)));
        }
        slots.getLast().counts().merge(status, 1, Integer::sum);
        forget(number);
    }

    /// Which share ended so; 0 when none ended at all.
    synchronized double share(ExecutionStatus status, Instant now) {
        forget(now.getEpochSecond() / SLOT_SECONDS);
        int all = 0;
        int so = 0;
        for (Slot slot : slots) {
            for (Map.Entry<ExecutionStatus, Integer> count : slot.counts().entrySet()) {
                all += count.getValue();
                so += count.getKey() == status ? count.getValue() : 0;
            }
        }
        return all == 0 ? 0 : (double) so / all;
    }

    private void forget(long present) {
        while (!slots.isEmpty() && slots.getFirst().number() <= present - SLOTS) {
            slots.removeFirst();
        }
    }
}
