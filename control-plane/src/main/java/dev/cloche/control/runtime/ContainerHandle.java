package dev.cloche.control.runtime;

import dev.cloche.api.container.ContainerId;

/// A container that was launched.
///
/// @param nativeName what the runtime calls it: a process id, a pod's name
public record ContainerHandle(ContainerId id, String nativeName) {}
