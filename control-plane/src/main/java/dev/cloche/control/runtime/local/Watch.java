package dev.cloche.control.runtime.local;

import dev.cloche.api.container.ContainerId;
import dev.cloche.control.runtime.ContainerGone;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;

/// Notices containers that ended, and keeps their logs short. It looks every second, which also
/// finds those that another control plane started, and at once when one of our own ends.
final class Watch implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Watch.class);

    private static final Duration LAST_LOOK = Duration.ofSeconds(5);

    private final Homes homes;
    private final Cgroups cgroups;
    private final Function<ContainerId, Claim> locks;
    private final List<Consumer<ContainerGone>> watchers = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("container-watch").factory());

    Watch(Homes homes, Cgroups cgroups, Function<ContainerId, Claim> locks) {
        this.homes = homes;
        this.cgroups = cgroups;
        this.locks = locks;
    }

    void add(Consumer<ContainerGone> watcher) {
        boolean first = watchers.isEmpty();
        watchers.add(watcher);
        if (first) {
            var _ = thread.scheduleWithFixedDelay(this::look, 0, 1, TimeUnit.SECONDS);
        }
    }

    void lookNow() {
        try {
            thread.execute(this::look);
        } catch (RejectedExecutionException e) {
            LOG.debug("nobody watches any more");
        }
    }

    private void look() {
        try {
            homes.ids().forEach(this::lookAfter);
        } catch (UncheckedIOException e) {
            LOG.warn("cannot look after the containers", e);
        }
    }

    // The one catch-all of this loop: whatever went wrong with one container, the others and the
    // next second come.
    private void lookAfter(ContainerId id) {
        try {
            look(id);
        } catch (IOException | RuntimeException e) {
            LOG.warnf(e, "cannot look after container %s", id);
        }
    }

    private void look(ContainerId id) throws IOException {
        ContainerHome home = homes.of(id);
        Optional<Ending> ending = ending(id, home);
        if (ending.isEmpty() || watchers.isEmpty()) {
            return;
        }
        if (!ending.get().told()) {
            watchers.forEach(watcher -> watcher.accept(ending.get().news(id)));
        }
        noteTold(id, home);
    }

    private Optional<Ending> ending(ContainerId id, ContainerHome home) throws IOException {
        Claim lock = locks.apply(id);
        // Whoever holds it is launching or removing this very container; there is a next time.
        if (!lock.tryLock()) {
            return Optional.empty();
        }
        try {
            if (!home.exists()) {
                return Optional.empty();
            }
            if (home.living().isPresent()) {
                home.log().trim();
                return Optional.empty();
            }
            return Optional.of(settle(id, home));
        } finally {
            lock.unlock();
        }
    }

    /// Ends what a dead container left and writes down how it ended, unless that was done.
    Ending settle(ContainerId id, ContainerHome home) throws IOException {
        Optional<Ending> known = home.ending();
        if (known.isPresent()) {
            return known.get();
        }
        Optional<ProcessMark> mark = home.mark();
        mark.ifPresent(dead -> new Supervisor(dead).bury());
        cgroups.remove(id);
        Ending ending =
                Ending.of(
                        mark,
                        ProcessMark.thisBoot(),
                        home.exitCode(),
                        String.join(" ", home.log().tail(1)));
        home.keep(ending);
        return ending;
    }

    private void noteTold(ContainerId id, ContainerHome home) throws IOException {
        Claim lock = locks.apply(id);
        lock.lock();
        try {
            // It may have been purged while the watchers were told.
            Optional<Ending> ending = home.exists() ? home.ending() : Optional.empty();
            if (ending.isEmpty()) {
                return;
            }
            if (ending.get().purged()) {
                home.deleteAll();
            } else if (!ending.get().told()) {
                home.keep(ending.get().afterTelling());
            }
        } finally {
            lock.unlock();
        }
    }

    /// Ends when nobody looks any more, so that none holds a claim that is about to go away.
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(LAST_LOOK.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("somebody still looks after the containers");
            }
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        }
    }
}
