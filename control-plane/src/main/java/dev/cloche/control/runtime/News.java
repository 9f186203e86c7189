package dev.cloche.control.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/// Tells watchers of containers that are over: one after another, on one thread, from the moment
/// that there is a watcher, and again while the telling fails.
public final class News implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(News.class);
    private static final long AGAIN_MILLIS = 1000;

    private final List<Consumer<ContainerGone>> watchers = new CopyOnWriteArrayList<>();
    private final Deque<ContainerGone> untold = new ArrayDeque<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("container-news").factory());

    /// Tells this one too from now on, and what nobody was told yet.
    public void add(Consumer<ContainerGone> watcher) {
        watchers.add(watcher);
        thread.execute(this::tellAll);
    }

    public void tell(ContainerGone gone) {
        if (!thread.isShutdown()) {
            thread.execute(() -> {
                untold.add(gone);
                tellAll();
            });
        }
    }

    // On the thread alone.
    private void tellAll() {
        while (!watchers.isEmpty() && !untold.isEmpty()) {
            if (!isTold(untold.element())) {
                var _ = thread.schedule(this::tellAll, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
                return;
            }
            untold.remove();
        }
    }

    // Whatever a watcher fails of, it is told again.
    private boolean isTold(ContainerGone gone) {
        try {
            watchers.forEach(watcher -> watcher.accept(gone));
            return true;
        } catch (RuntimeException e) {
            LOG.warnf(e, "end of container %s not told yet", gone.id());
            return false;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
