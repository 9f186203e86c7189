package dev.cloche.control.session;

import dev.cloche.api.session.SessionId;
import dev.cloche.control.auth.Caller;
import dev.cloche.control.kernel.Waiting;
import dev.cloche.control.replica.Awaited;
import dev.cloche.control.replica.Heard;
import dev.cloche.control.replica.Missed;
import dev.cloche.control.replica.Waiters;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/// Lets callers wait until a session is running, or over.
@Singleton
final class SessionWatch {

    private final Sessions sessions;
    private final Waiters waiters;
    private final Waiting<SessionId, Boolean> waiting = new Waiting<>();

    SessionWatch(Sessions sessions, Waiters waiters) {
        this.sessions = sessions;
        this.waiters = waiters;
    }

    void on(@Observes Heard news) {
        if (news.kind() == Awaited.SESSION) {
            settledElsewhere(news.id());
        }
    }

    private void settledElsewhere(String id) {
        waiting.tell(new SessionId(id), true);
    }

    /// Who waits is told how it stands, and can go on waiting elsewhere.
    void on(@Observes ShutdownDelayInitiatedEvent closing) {
        waiting.keys().forEach(id -> waiting.tell(id, false));
    }

    void on(@Observes Missed missed) {
        waiters.catchUp(
                Awaited.SESSION,
                waiting.keys().stream().map(SessionId::value).toList(),
                this::settledElsewhere);
    }

    void on(@Observes SessionOpened event) {
        waiting.tell(event.session(), true);
    }

    void on(@Observes SessionEnded event) {
        waiting.tell(event.session(), false);
    }

    /// The session when it has left creating, or as it is when the patience is over.
    Uni<SessionRow> settled(Caller caller, SessionRow row, Duration patience) {
        if (patience.isZero() || isSettled(row)) {
            return Uni.createFrom().item(row);
        }
        Waiting.Turn<SessionId, Boolean> turn = waiting.await(row.id());
        return waiters.note(Awaited.SESSION, row.id().value())
                .flatMap(_ -> sessions.require(caller, row.id()))
                .flatMap(now ->
                        isSettled(now)
                                ? Uni.createFrom().item(now)
                                : afterNews(caller, now, turn, patience))
                .onTermination()
                .invoke(turn::close);
    }

    private Uni<SessionRow> afterNews(
            Caller caller,
            SessionRow row,
            Waiting.Turn<SessionId, Boolean> turn,
            Duration patience) {
        return turn.news()
                .ifNoItem()
                .after(patience)
                .recoverWithItem(false)
                .flatMap(_ -> sessions.require(caller, row.id()));
    }

    private static boolean isSettled(SessionRow row) {
        return switch (row.status()) {
            case CREATING -> false;
            case RUNNING, COMPLETED, FAILED, TIMEOUT, TERMINATED -> true;
        };
    }
}
