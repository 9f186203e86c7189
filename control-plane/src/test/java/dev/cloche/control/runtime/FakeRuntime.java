package dev.cloche.control.runtime;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.container.RuntimeType;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/// A runtime without processes, for tests of what is built on one. It tells on the caller's thread.
public final class FakeRuntime implements ContainerRuntime {

    private static final int TRIES = 100;

    private final int room;
    private final Map<ContainerId, Boolean> aliveById = new LinkedHashMap<>();
    private final Map<ContainerId, ContainerSpec> specs = new LinkedHashMap<>();
    private final List<Consumer<ContainerGone>> watchers = new ArrayList<>();
    private final Deque<ContainerGone> untold = new ArrayDeque<>();

    public FakeRuntime(int room) {
        this.room = room;
    }

    @Override
    public RuntimeType type() {
        return RuntimeType.LOCAL;
    }

    @Override
    public synchronized Started start(ContainerSpec spec) {
        Boolean known = aliveById.get(spec.id());
        if (known == null && alive().size() >= room) {
            return new Started.NoRoom("there are " + room + " containers already");
        }
        if (known != null && !known) {
            return new Started.Refused(spec.id() + " is over");
        }
        aliveById.put(spec.id(), true);
        specs.put(spec.id(), spec);
        return new Started.Running(new ContainerHandle(spec.id(), "fake-" + spec.id()));
    }

    /// What a container was started with, for the test to play its executor.
    public synchronized ContainerSpec spec(ContainerId id) {
        return specs.get(id);
    }

    /// Ends a container as if its executor had died.
    public void crash(ContainerId id) {
        end(id, new ContainerGone(id, OptionalInt.of(1), "its executor failed with code 1"));
    }

    /// Ends a container as if its memory as a whole had run out.
    public void starve(ContainerId id) {
        end(
                id,
                new ContainerGone(
                        id, OptionalInt.of(137), "it used more memory than it may", true));
    }

    @Override
    public void remove(ContainerId id) {
        end(id, new ContainerGone(id, OptionalInt.of(143), "it was removed"));
    }

    @Override
    public void purge(ContainerId id) {
        remove(id);
    }

    private synchronized void end(ContainerId id, ContainerGone gone) {
        if (aliveById.replace(id, true, false)) {
            untold.add(gone);
            tell();
        }
    }

    private void tell() {
        for (int tries = 0; tries < TRIES && !watchers.isEmpty() && !untold.isEmpty(); tries++) {
            if (isTold(untold.element())) {
                untold.remove();
            }
        }
    }

    // Whatever a watcher fails of, it is told again.
    private boolean isTold(ContainerGone gone) {
        try {
            watchers.forEach(watcher -> watcher.accept(gone));
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    @Override
    public synchronized List<ContainerId> alive() {
        return aliveById.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public synchronized void watch(Consumer<ContainerGone> told) {
        watchers.add(told);
        tell();
    }

    @Override
    public List<String> logs(ContainerId id, LogQuery query) {
        return List.of();
    }

    @Override
    public LogReader follow(ContainerId id, LogQuery query) {
        return new LogReader() {
            @Override
            public Optional<List<String>> next(Duration patience) {
                return alive().contains(id) ? Optional.of(List.of()) : Optional.empty();
            }

            @Override
            public void close() {
                // It holds nothing.
            }
        };
    }
}
