package dev.cloche.control.dependency;

import dev.cloche.api.session.SessionId;

/// An installation of packages for a session is over, one way or the other: runs need not wait any
/// more.
public record DependenciesSettled(SessionId session) {}
