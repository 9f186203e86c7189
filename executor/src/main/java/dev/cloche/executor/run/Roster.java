package dev.cloche.executor.run;

import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.session.SessionId;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Who runs, who waits, and who was here before. A session gets a part of the room and of the line
/// before it, so that others find some, and those that wait take turns by session.
///
/// A run is young until it has gone on for a moment, which somebody else measures, or has ended.
/// Few are young at once: a machine that begins many together is done with none of them for long.
/// Those that go on may sleep or wait for input, so of them there may be many.
final class Roster {

    /// A session gets this part of the room, and that of the line.
    private static final int SHARES = 4;

    private static final int SHARES_OF_LINE = 2;

    private final Room room;
    private final int ofOneSession;
    private final int waitingOfOneSession;
    private final Map<SessionId, Integer> running = new HashMap<>();
    private final Set<Run> young = new HashSet<>();
    private final Map<SessionId, Integer> youngBySession = new HashMap<>();

    /// The attempts at an execution that run, wait, or are being reported, in the order in which
    /// they came; it is seldom more than one.
    private final SequencedMap<ExecutionId, List<Run>> active = new LinkedHashMap<>();

    /// Who waits, by session and in order, with a number that counts up over all of them.
    private final Map<SessionId, SequencedMap<Run, Long>> lines = new HashMap<>();

    private int runs;
    private int waiting;
    private long arrivals;
    private final Attempts taken = new Attempts();
    private boolean closed;

    Roster(Room room) {
        this.room = room;
        this.ofOneSession = Math.max(1, room.atOnce() / SHARES);
        this.waitingOfOneSession = Math.max(1, room.waiting() / SHARES_OF_LINE);
    }

    /// How many there may be.
    ///
    /// @param atOnce that run
    /// @param young that have just begun, of these
    /// @param waiting that wait beside these
    record Room(int atOnce, int young, int waiting) {}

    /// What becomes of a run that is offered.
    enum Place {
        START,
        WAIT,
        KNOWN,
        FULL
    }

    synchronized Place take(Run run) {
        if (taken.has(run.key())) {
            return Place.KNOWN;
        }
        boolean begins = mayBegin(run.session().id());
        if (closed || (!begins && isLineFull(run.session().id()))) {
            return Place.FULL;
        }
        remember(run.key());
        active.merge(run.key().execution(), List.of(run), Roster::joined);
        if (begins) {
            begins(run);
            return Place.START;
        }
        lines.computeIfAbsent(run.session().id(), _ -> new LinkedHashMap<>()).put(run, arrivals++);
        waiting++;
        return Place.WAIT;
    }

    /// Whether this attempt is new; from now on it is not.
    synchronized boolean remember(RunKey key) {
        return taken.add(key);
    }

    /// One has ended: who starts in its place, if anybody waits who may.
    synchronized Optional<Run> ended(Run run) {
        grown(run);
        runs--;
        running.computeIfPresent(run.session().id(), Roster::less);
        return next();
    }

    /// One has gone on for a moment: who starts now, if anybody waits who may.
    synchronized Optional<Run> aged(Run run) {
        return grown(run) ? next() : Optional.empty();
    }

    // It is who has waited longest in the session that has begun least. How many of a session go on
    // does not matter here: who has many that sleep could else wait for ever.
    private Optional<Run> next() {
        if (!hasRoom()) {
            return Optional.empty();
        }
        Optional<Run> next =
                lines.entrySet().stream()
                        .filter(line -> of(line.getKey()) < ofOneSession)
                        .min(
                                Comparator.comparingInt(
                                                (Map.Entry<SessionId, SequencedMap<Run, Long>>
                                                                line) -> youngOf(line.getKey()))
                                        .thenComparing(
                                                line -> line.getValue().firstEntry().getValue()))
                        .map(line -> line.getValue().firstEntry().getKey());
        next.ifPresent(this::leaveQueue);
        next.ifPresent(this::begins);
        return next;
    }

    private void begins(Run run) {
        runs++;
        running.merge(run.session().id(), 1, Integer::sum);
        young.add(run);
        youngBySession.merge(run.session().id(), 1, Integer::sum);
    }

    private boolean grown(Run run) {
        if (!young.remove(run)) {
            return false;
        }
        youngBySession.computeIfPresent(run.session().id(), Roster::less);
        return true;
    }

    private static @Nullable Integer less(SessionId session, Integer count) {
        return count > 1 ? count - 1 : null;
    }

    private boolean mayBegin(SessionId session) {
        return hasRoom() && of(session) < ofOneSession;
    }

    private boolean hasRoom() {
        return young.size() < room.young() && runs < room.atOnce();
    }

    private int youngOf(SessionId session) {
        return youngBySession.getOrDefault(session, 0);
    }

    private boolean isLineFull(SessionId session) {
        SequencedMap<Run, Long> line = lines.get(session);
        return waiting >= room.waiting() || (line != null && line.size() >= waitingOfOneSession);
    }

    private int of(SessionId session) {
        return running.getOrDefault(session, 0);
    }

    /// Whether it waited; it does not any more.
    synchronized boolean leaveQueue(Run run) {
        SessionId session = run.session().id();
        SequencedMap<Run, Long> line = lines.get(session);
        if (line == null || line.remove(run) == null) {
            return false;
        }
        waiting--;
        if (line.isEmpty()) {
            lines.remove(session);
        }
        return true;
    }

    /// It is over and reported.
    synchronized void forget(Run run) {
        active.computeIfPresent(run.key().execution(), (_, runs) -> without(runs, run));
        notifyAll();
    }

    synchronized List<Run> active() {
        return active.values().stream().flatMap(List::stream).toList();
    }

    /// The attempts at it that run, wait, or are being reported, the newest last.
    synchronized List<Run> active(ExecutionId execution) {
        return active.getOrDefault(execution, List.of());
    }

    /// The newest attempt at it that runs, waits, or is being reported.
    synchronized Optional<Run> find(ExecutionId execution) {
        List<Run> attempts = active(execution);
        return attempts.isEmpty() ? Optional.empty() : Optional.of(attempts.getLast());
    }

    synchronized boolean knows(ExecutionId execution) {
        return taken.hasAny(execution);
    }

    private static List<Run> joined(List<Run> runs, List<Run> more) {
        return Stream.concat(runs.stream(), more.stream()).toList();
    }

    private static @Nullable List<Run> without(List<Run> runs, Run over) {
        List<Run> others = runs.stream().filter(run -> run != over).toList();
        return others.isEmpty() ? null : others;
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

    synchronized Load load() {
        return new Load(runs, waiting);
    }

    synchronized String sizes() {
        return runs + " executions run and " + waiting + " wait";
    }
}
