package dev.cloche.control.container;

/// A container whose executor reports to a control plane that is gone.
public record ContainerForsaken(LiveContainer container) {}
