package dev.cloche.control.web;

import io.smallrye.mutiny.Multi;

/// Text that is told bit by bit. Each part is asked for when the one before has left.
public record TextStream(Multi<String> parts) {}
