package dev.cloche.cli.bench;

import dev.cloche.api.session.NewSession;
import dev.cloche.api.session.SessionId;
import dev.cloche.cli.kernel.Refusal;
import dev.cloche.cli.platform.Platform;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// The sessions of a measurement, which end with it, also on Ctrl-C.
final class Sessions implements AutoCloseable {
    private final Platform platform;
    private final Queue<SessionId> open = new ConcurrentLinkedQueue<>();

    Sessions(Platform platform) {
        this.platform = platform;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "end the sessions"));
    }

    SessionId open(NewSession wanted) {
        SessionId session = platform.createRunning(wanted).sessionId();
        open.add(session);
        return session;
    }

    @Override
    public void close() {
        for (SessionId next = open.poll(); next != null; next = open.poll()) {
            try {
                platform.delete(next);
            } catch (Refusal _) {
                // the platform is gone, and its idle limit takes care of the session
                return;
            }
        }
    }
}
