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
/// @param installing whether packages are being installed for it
public record LiveSession(
        SessionId id,
        String tenant,
        SessionMode mode,
        ContainerId container,
        Optional<LiveContainer> live,
        List<Language> languages,
        boolean installing) {

    public LiveSession {
        languages = List.copyOf(languages);
    }

    /// Where runs can be sent now: they wait while packages are being installed.
    public Optional<LiveContainer> liveForRuns() {
        return installing ? Optional.empty() : live;
    }
}
