package dev.cloche.executor.process;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Starts and stops children. What Java cannot do for a child (limits, descriptors, waiting for its
/// accounts) is done by a resident program; when that program dies its children are lost, and
/// another one takes its place.
public final class Spawner implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Spawner.class);
    private static final int MOST_RESTARTS = 20;

    private final SpawnerFiles files;
    private final ObjectMapper json;
    private final AtomicLong names = new AtomicLong();
    private final Thread thread;
    private volatile SpawnerLink link;
    private volatile boolean closed;
    private volatile boolean working = true;
    private volatile Pool pool = new Pool(false, "");
    private @Nullable Walls walls;
    private @Nullable Runnable onTrial;
    private boolean trusted;

    public Spawner(SpawnerFiles files, ObjectMapper json) {
        this.files = files;
        this.json = json;
        this.link = open();
        this.thread = Thread.ofPlatform().name("spawner").daemon().start(this::serve);
    }

    /// Says how sandboxes are walled from now on; this comes before the first child.
    public synchronized void wall(Walls how) {
        walls = how;
        link.wall(how);
    }

    /// Has sandboxes wait from now on. No run uses them before they are trusted.
    ///
    /// @param ready is told when there are some to be tried
    public synchronized void fill(Runnable ready) {
        onTrial = ready;
        link.fill();
    }

    /// Lets runs use sandboxes that wait.
    public synchronized void trust() {
        trusted = true;
        link.trust();
    }

    /// Whether sandboxes wait.
    public Pool pool() {
        return pool;
    }

    /// Sandboxes that wait.
    ///
    /// @param ready whether they are in use
    /// @param detail why they are not, or what the interpreter could not import
    public record Pool(boolean ready, String detail) {}

    /// Starts a child; all that happens to it goes to the watcher, this failing included.
    ///
    /// @return the child's name
    public long start(ChildRequest request, ChildWatcher watcher) {
        long child = names.incrementAndGet();
        link.start(child, request, watcher);
        return child;
    }

    /// Kills the child and all it started; nothing happens when it is over.
    public void stop(long child) {
        link.stop(child);
    }

    /// Passes input on to a child that was started with its standard input open.
    ///
    /// @param end whether nothing follows
    public CompletionStage<InputAnswer> input(long child, byte[] bytes, boolean end) {
        return link.input(child, bytes, end);
    }

    /// Sends a signal to the process group of what the child runs; nothing happens when it is over.
    public void signal(long child, int number) {
        link.signal(child, number);
    }

    /// Nobody will start a child in this workspace in the near future: what is kept ready for that
    /// goes.
    public void forget(String workspace) {
        link.forget(workspace);
    }

    /// Whether children can be started.
    public boolean working() {
        return working;
    }

    /// The process that children are started by.
    public long pid() {
        return link.pid();
    }

    /// Kills all children.
    @Override
    public void close() {
        closed = true;
        link.close();
        try {
            thread.join(3000);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        }
    }

    private SpawnerLink open() {
        try {
            return new SpawnerLink(files, json, this::hear);
        } catch (IOException problem) {
            throw new UncheckedIOException("the spawner does not start", problem);
        }
    }

    private void hear(boolean ready, String detail) {
        pool = new Pool(ready, detail);
        if (ready) {
            LOG.infof("sandboxes wait for runs %s", detail);
            trial().ifPresent(Runnable::run);
        } else {
            LOG.warnf("no sandboxes wait, each run gets one of its own: %s", detail);
        }
    }

    // Before anybody can have it start a child.
    private synchronized SpawnerLink told(SpawnerLink fresh) {
        if (walls != null) {
            fresh.wall(walls);
        }
        if (onTrial != null) {
            fresh.fill();
        }
        if (trusted) {
            fresh.trust();
        }
        return fresh;
    }

    private synchronized Optional<Runnable> trial() {
        return trusted ? Optional.empty() : Optional.ofNullable(onTrial);
    }

    private void serve() {
        for (int restarts = 0; working; restarts++) {
            SpawnerLink served = link;
            served.serve();
            if (!closed) {
                LOG.errorf("spawner ended, its children are lost restarts=%d", restarts);
                replace(restarts);
            }
            // Whoever hears that a child is lost may start the next one at once.
            served.loseAll();
            if (closed) {
                return;
            }
        }
    }

    private void replace(int restarts) {
        if (restarts == MOST_RESTARTS) {
            working = false;
            return;
        }
        try {
            pool = new Pool(false, "the spawner has just been started");
            link = told(open());
        } catch (UncheckedIOException problem) {
            LOG.error("spawner cannot be started again", problem);
            working = false;
        }
    }
}
