package dev.cloche.control.session;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.execution.Language;
import dev.cloche.api.session.SessionId;
import dev.cloche.api.session.SessionMode;
import dev.cloche.control.container.LiveContainer;
import java.util.List;
import java.util.Optional;

/// A session that takes executions.
///
/// @param container where it lives
/// @param live where its executor listens, once the session is open there
/// @param languages what can be run in it
public record LiveSession(
        SessionId id,
        String tenant,
        SessionMode mode,
        ContainerId container,
        Optional<LiveContainer> live,
        List<Language> languages) {

    public LiveSession {
        languages = List.copyOf(languages);
    }
}
