package dev.cloche.executor.probe;

import dev.cloche.api.template.Isolation;

/// How well runs are isolated here.
///
/// @param detail why not better; empty when there is nothing to say
public record Isolated(Isolation level, String detail) {}
