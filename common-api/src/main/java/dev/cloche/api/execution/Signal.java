package dev.cloche.api.execution;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// A signal that callers may send to a run.
public enum Signal {
    /// The terminal is gone.
    HUP(1),
    /// Ctrl-C; KeyboardInterrupt in Python.
    INT(2),
    /// Ctrl-\.
    QUIT(3),
    /// Cannot be ignored.
    KILL(9),
    /// Means what the program says.
    USR1(10),
    /// Means what the program says.
    USR2(12),
    /// A timer is over.
    ALRM(14),
    /// Asks it to end.
    TERM(15),
    /// Lets it go on.
    CONT(18),
    /// Holds it; cannot be ignored.
    STOP(19),
    /// Ctrl-Z.
    TSTP(20),
    /// The window has another size.
    WINCH(28);

    private static final String PREFIX = "SIG";

    private final int number;

    Signal(int number) {
        this.number = number;
    }

    /// The name on the wire, such as `SIGINT`.
    public String wire() {
        return PREFIX + name();
    }

    /// What Linux calls it.
    public int number() {
        return number;
    }

    /// Reads a name, with its prefix or without.
    public static Optional<Signal> named(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        String name = upper.startsWith(PREFIX) ? upper.substring(PREFIX.length()) : upper;
        return Arrays.stream(values()).filter(signal -> signal.name().equals(name)).findFirst();
    }
}
