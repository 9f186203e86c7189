package dev.cloche.executor.session;

import dev.cloche.api.executor.SessionBinding;
import dev.cloche.api.session.SessionId;
import java.nio.file.Path;

/// A session that may run code here, and where it works.
public record BoundSession(SessionId id, SessionBinding binding, Path workspace) {}
