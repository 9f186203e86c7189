package dev.cloche.control.execution;

import dev.cloche.api.session.SessionId;
import dev.cloche.control.container.LiveContainer;
import dev.cloche.control.kernel.Waiting;
import dev.cloche.control.replica.Awaited;
import dev.cloche.control.replica.Heard;
import dev.cloche.control.replica.Missed;
import dev.cloche.control.replica.Waiters;
import dev.cloche.control.session.SessionOpened;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Lets those who follow an execution wait until its session is open.
@Singleton
final class Openings {

    private final Waiters waiters;
    private final Waiting<SessionId, Optional<LiveContainer>> waiting = new Waiting<>();

    Openings(Waiters waiters) {
        this.waiters = waiters;
    }

    void on(@Observes SessionOpened event) {
        waiting.tell(event.session(), Optional.of(event.container()));
    }

    void on(@Observes Heard news) {
        if (news.kind() == Awaited.SESSION) {
            openedElsewhere(news.id());
        }
    }

    private void openedElsewhere(String id) {
        waiting.tell(new SessionId(id), Optional.empty());
    }

    void on(@Observes Missed missed) {
        waiters.catchUp(
                Awaited.SESSION,
                waiting.keys().stream().map(SessionId::value).toList(),
                this::openedElsewhere);
    }

    /// A place in the line; the news is where it lives, or nothing when another replica opened it.
    Waiting.Turn<SessionId, Optional<LiveContainer>> await(SessionId session) {
        return waiting.await(session);
    }

    /// Lets other replicas know that somebody waits here.
    Uni<Void> noteWaiter(SessionId session) {
        return waiters.note(Awaited.SESSION, session.value());
    }
}
