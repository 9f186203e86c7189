package dev.cloche.control.web;

import io.smallrye.mutiny.Multi;

/// An answer that is told bit by bit. Events are asked for one by one, each when the one before has
/// left, so a reader that is slow or gone costs one event and no more.
public record EventStream(Multi<ServerEvent> events) {}
