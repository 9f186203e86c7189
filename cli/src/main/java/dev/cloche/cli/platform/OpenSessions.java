package dev.cloche.cli.platform;

import dev.cloche.api.session.NewSession;
import dev.cloche.api.session.SessionId;
import dev.cloche.cli.kernel.Refusal;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Sessions of a verb that uses several; they end with it, also on Ctrl-C.
public final class OpenSessions implements AutoCloseable {
    private final Platform platform;
    private final Set<SessionId> open = ConcurrentHashMap.newKeySet();
    private final Thread onExit = new Thread(this::endAll, "end the sessions");

    public OpenSessions(Platform platform) {
        this.platform = platform;
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    /// A new one that can run code.
    public SessionId open(NewSession wanted) {
        SessionId session = platform.createRunning(wanted).sessionId();
        open.add(session);
        return session;
    }

    /// Ends one of them.
    public void end(SessionId session) {
        if (open.remove(session)) {
            platform.delete(session);
        }
    }

    @Override
    public void close() {
        endAll();
        try {
            boolean _ = Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException _) {
            // it is running
        }
    }

    private void endAll() {
        try {
            open.forEach(this::end);
        } catch (Refusal _) {
            // the platform is gone, and its idle limit takes care of the sessions
            open.clear();
        }
    }
}
