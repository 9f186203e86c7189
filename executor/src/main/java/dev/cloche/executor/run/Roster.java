package dev.cloche.executor.run;

import dev.cloche.api.execution.ExecutionId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Who runs, who waits, and who was here before.
final class Roster {

    private static final int REMEMBERED = 20_000;

    private final int atOnce;
    private final int waiting;
    private final Map<RunKey, Run> active = new LinkedHashMap<>();
    private final Deque<Run> queue = new ArrayDeque<>();
    private final Set<RunKey> taken = Collections.newSetFromMap(new LinkedHashMap<>());
    private int running;
    private boolean closed;

    Roster(int atOnce, int waiting) {
        this.atOnce = atOnce;
        this.waiting = waiting;
    }

    /// What becomes of a run that is offered.
    enum Place {
        START,
        WAIT,
        KNOWN,
        FULL
    }

    synchronized Place take(Run run) {
        if (taken.contains(run.key())) {
            return Place.KNOWN;
        }
        boolean room = running < atOnce;
        if (closed || (!room && queue.size() >= waiting)) {
            return Place.FULL;
        }
        remember(run.key());
        active.put(run.key(), run);
        if (room) {
            running++;
            return Place.START;
        }
        queue.add(run);
        return Place.WAIT;
    }

    /// Whether this attempt is new; from now on it is not.
    synchronized boolean remember(RunKey key) {
        if (!taken.add(key)) {
            return false;
        }
        if (taken.size() > REMEMBERED) {
            taken.remove(taken.iterator().next());
        }
        return true;
    }

    /// One has ended: who starts in its place, if anybody waits.
    synchronized Optional<Run> next() {
        Run next = queue.poll();
        if (next == null) {
            running--;
        }
        return Optional.ofNullable(next);
    }

    /// Whether it waited; it does not any more.
    synchronized boolean leaveQueue(Run run) {
        return queue.remove(run);
    }

    /// It is over and reported.
    synchronized void forget(Run run) {
        active.remove(run.key());
        notifyAll();
    }

    synchronized List<Run> active() {
        return List.copyOf(active.values());
    }

    /// The newest attempt at it that runs, waits, or is being reported.
    synchronized Optional<Run> find(ExecutionId execution) {
        return active.values().stream()
                .filter(run -> run.request().executionId().equals(execution))
                .reduce((_, later) -> later);
    }

    synchronized boolean knows(ExecutionId execution) {
        return taken.stream().anyMatch(key -> key.execution().equals(execution));
    }

    synchronized boolean awaitEnd(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        try {
            while (!active.isEmpty()) {
                long millis = (end - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    return false;
                }
                wait(millis);
            }
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        }
        return active.isEmpty();
    }

    /// Takes nobody from now on.
    synchronized void close() {
        closed = true;
    }

    synchronized String sizes() {
        return running + " executions run and " + queue.size() + " wait";
    }
}
