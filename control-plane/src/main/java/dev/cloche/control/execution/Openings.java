package dev.cloche.control.execution;

import dev.cloche.api.session.SessionId;
import dev.cloche.control.container.LiveContainer;
import dev.cloche.control.kernel.Waiting;
import dev.cloche.control.session.SessionOpened;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/// Lets those who follow an execution wait until its session is open.
@Singleton
final class Openings {

    private final Waiting<SessionId, LiveContainer> waiting = new Waiting<>();

    void on(@Observes SessionOpened event) {
        waiting.tell(event.session(), event.container());
    }

    Waiting.Turn<SessionId, LiveContainer> await(SessionId session) {
        return waiting.await(session);
    }
}
