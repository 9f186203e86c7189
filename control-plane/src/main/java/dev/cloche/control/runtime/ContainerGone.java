package dev.cloche.control.runtime;

import dev.cloche.api.container.ContainerId;
import java.util.OptionalInt;

/// A container is over.
///
/// @param exitCode of its executor, where it is known; 128 and more for a signal
/// @param reason in words
/// @param starved whether the memory of the container as a whole ran out, and that ended it
public record ContainerGone(ContainerId id, OptionalInt exitCode, String reason, boolean starved) {

    /// For any other cause than memory.
    public ContainerGone(ContainerId id, OptionalInt exitCode, String reason) {
        this(id, exitCode, reason, false);
    }
}
