package dev.cloche.control.kernel;

import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// Those who wait, in this replica, for something to happen to a thing with a name; whoever makes
/// it happen wakes them.
///
/// Register first and look afterwards: then nothing that happens in between is missed.
public final class Waiting<K, V> {

    private final Map<K, Set<Turn<K, V>>> turns = new ConcurrentHashMap<>();

    /// Gets in line.
    public Turn<K, V> await(K key) {
        Turn<K, V> turn = new Turn<>(key, this, new CompletableFuture<>());
        turns.compute(
                key,
                (_, present) -> {
                    Set<Turn<K, V>> line =
                            present == null ? ConcurrentHashMap.newKeySet() : present;
                    line.add(turn);
                    return line;
                });
        return turn;
    }

    /// Wakes all who wait for this key.
    public void tell(K key, V value) {
        Set<Turn<K, V>> line = turns.remove(key);
        if (line != null) {
            line.forEach(turn -> turn.told.complete(value));
        }
    }

    /// For which keys somebody waits.
    public Set<K> keys() {
        return Set.copyOf(turns.keySet());
    }

    /// For how many keys somebody waits.
    int size() {
        return turns.size();
    }

    private void leave(Turn<K, V> turn) {
        turns.computeIfPresent(
                turn.key,
                (_, line) -> {
                    line.remove(turn);
                    return line.isEmpty() ? null : line;
                });
    }

    /// A place in line; to be closed by whoever stops waiting.
    public static final class Turn<K, V> implements AutoCloseable {

        private final K key;
        private final Waiting<K, V> waiting;
        private final CompletableFuture<V> told;

        private Turn(K key, Waiting<K, V> waiting, CompletableFuture<V> told) {
            this.key = key;
            this.waiting = waiting;
            this.told = told;
        }

        /// Ends when somebody tells; leaves the line when nobody listens any more.
        public Uni<V> news() {
            return Uni.createFrom().completionStage(told).onTermination().invoke(this::close);
        }

        @Override
        public void close() {
            waiting.leave(this);
        }
    }
}
