package dev.cloche.executor.run;

import dev.cloche.api.executor.RunRequest;
import dev.cloche.executor.language.Launcher;
import dev.cloche.executor.process.ChildWatcher;
import dev.cloche.executor.process.Ending;
import dev.cloche.executor.session.BoundSession;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// One run from acceptance to its report.
final class Run implements ChildWatcher {

    private final RunRequest request;
    private final BoundSession session;
    private final Launcher launcher;
    private final Instant accepted;
    private final Optional<String> asker;
    private final Events events;
    private final CapturedOutput stdout;
    private final CapturedOutput stderr;
    private final Bell news = new Bell();
    private volatile @Nullable Instant started;
    private volatile Fate fate = Fate.OPEN;
    private volatile boolean over;
    private long child;
    private @Nullable Future<?> pulse;

    Run(
            RunRequest request,
            BoundSession session,
            Launcher launcher,
            Instant accepted,
            Optional<String> asker,
            Events events) {
        this.request = request;
        this.session = session;
        this.launcher = launcher;
        this.accepted = accepted;
        this.asker = asker;
        this.events = events;
        long kept = session.binding().limits().outputKeptBytes();
        this.stdout = new CapturedOutput(kept);
        this.stderr = new CapturedOutput(kept);
    }

    /// What the executor has decided about it, whatever its processes do.
    enum Fate {
        OPEN,
        CANCELLED,
        LOST
    }

    /// Who is told of its start and end.
    interface Events {
        void started(Run run);

        void ended(Run run, Ending ending);
    }

    RunKey key() {
        return new RunKey(request.executionId(), request.attempt());
    }

    RunRequest request() {
        return request;
    }

    BoundSession session() {
        return session;
    }

    Launcher launcher() {
        return launcher;
    }

    Instant accepted() {
        return accepted;
    }

    /// The control plane that asked for it, if it said so.
    Optional<String> asker() {
        return asker;
    }

    @Nullable Instant started() {
        return started;
    }

    CapturedOutput stdout() {
        return stdout;
    }

    CapturedOutput stderr() {
        return stderr;
    }

    /// Rings when there is more to tell about it.
    Bell news() {
        return news;
    }

    /// Whether nothing more will come of it.
    boolean over() {
        return over;
    }

    /// Nothing more comes of it.
    ///
    /// @param written how many bytes came out of it
    void close(Ending.Written written) {
        stdout.end(written.stdout());
        stderr.end(written.stderr());
        over = true;
        news.ring();
    }

    Fate fate() {
        return fate;
    }

    /// The first decision holds.
    synchronized void decide(Fate decision) {
        if (fate == Fate.OPEN) {
            fate = decision;
        }
    }

    /// The name of its child; zero while it waits in the queue.
    synchronized long child() {
        return child;
    }

    synchronized void runsAs(long name) {
        child = name;
    }

    /// What is done from time to time while it runs.
    synchronized void pulse(Future<?> future) {
        pulse = future;
    }

    synchronized void silence() {
        if (pulse != null) {
            pulse.cancel(false);
        }
    }

    @Override
    public void started(Instant at) {
        started = at;
        news.ring();
        events.started(this);
    }

    @Override
    public void output(Stream stream, byte[] bytes) {
        switch (stream) {
            case STDOUT -> stdout.add(bytes);
            case STDERR -> stderr.add(bytes);
        }
        news.ring();
    }

    @Override
    public void ended(Ending ending) {
        close(
                switch (ending) {
                    case Ending.Over one -> one.written();
                    case Ending.NotStarted _, Ending.Lost _ -> new Ending.Written(0, 0, 0);
                });
        events.ended(this, ending);
    }
}
