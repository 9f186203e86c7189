package dev.cloche.control.container;

import dev.cloche.api.container.ContainerId;

/// A container whose executor listens.
public record LiveContainer(ContainerId id, String host, int port) {}
