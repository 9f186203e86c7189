package dev.cloche.control.runtime;

import dev.cloche.api.container.ContainerId;
import java.util.OptionalInt;

/// A container is over.
///
/// @param exitCode of its executor, where it is known; 128 and more for a signal
/// @param reason in words
public record ContainerGone(ContainerId id, OptionalInt exitCode, String reason) {}
