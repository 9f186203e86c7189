package dev.cloche.cli.run;

import dev.cloche.api.session.NewSession;
import dev.cloche.api.session.SessionView;
import dev.cloche.cli.kernel.Refusal;
import dev.cloche.cli.platform.Platform;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/// A session that is given back however this process ends, short of being killed; then the platform
/// ends it for being idle.
final class Lease implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 5;

    private final Platform platform;
    private final CompletableFuture<SessionView> session;
    private final AtomicBoolean givenBack = new AtomicBoolean();
    private volatile boolean interrupted;

    Lease(Platform platform, NewSession wanted) {
        this.platform = platform;
        this.session = platform.create(wanted);
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(this::interrupt, "give it back"));
        } catch (IllegalStateException _) {
            // Ctrl-C was faster
            interrupt();
        }
    }

    SessionView session() {
        return Platform.running(Platform.await(session));
    }

    /// Whether this process is ending while the session was in use.
    boolean isInterrupted() {
        return interrupted;
    }

    private void interrupt() {
        interrupted = true;
        giveBack();
    }

    @Override
    public void close() {
        giveBack();
    }

    private void giveBack() {
        if (!givenBack.compareAndSet(false, true)) {
            return;
        }
        try {
            platform.delete(session.get(PATIENCE_SECONDS, TimeUnit.SECONDS).sessionId());
        } catch (ExecutionException | TimeoutException | Refusal _) {
            // there is none, or the platform is gone: its idle limit takes care of the session
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
