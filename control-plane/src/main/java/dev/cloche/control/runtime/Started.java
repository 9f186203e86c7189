package dev.cloche.control.runtime;

/// How the wish for a container turned out.
public sealed interface Started {

    /// It was launched.
    record Running(ContainerHandle container) implements Started {}

    /// There is no room now; later there may be.
    record NoRoom(String why) implements Started {}

    /// It cannot be launched, and trying again does not help.
    record Refused(String why) implements Started {}
}
