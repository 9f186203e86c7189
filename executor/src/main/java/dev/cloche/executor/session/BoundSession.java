package dev.cloche.executor.session;

import dev.cloche.api.executor.SessionBinding;
import dev.cloche.api.session.SessionId;
import java.nio.file.Path;
import java.util.Optional;

/// A session that may run code here, and where it works.
///
/// @param packages the name of the directory beside its workspace with what was installed for it
public record BoundSession(
        SessionId id, SessionBinding binding, Path workspace, Optional<String> packages) {}
