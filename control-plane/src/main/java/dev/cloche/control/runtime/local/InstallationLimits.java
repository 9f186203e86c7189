package dev.cloche.control.runtime.local;

import java.time.Duration;

/// What one installation may take. What takes more is ended; the kernel bounds neither the sum of
/// its processes nor that of its files, so they are looked at once a second.
///
/// @param patience until it has ended
/// @param disk bytes of all its files
/// @param memory bytes that its processes hold together, what they share counted for each
/// @param processes at once
public record InstallationLimits(Duration patience, long disk, long memory, int processes) {

    /// The same with another patience.
    InstallationLimits within(Duration other) {
        return new InstallationLimits(other, disk, memory, processes);
    }
}
