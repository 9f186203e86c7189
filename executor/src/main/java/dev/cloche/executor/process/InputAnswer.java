package dev.cloche.executor.process;

/// What became of more input for a child.
public enum InputAnswer {
    /// It will be given to the child.
    TAKEN,
    /// The child reads no more.
    CLOSED,
    /// Too much waits for the child to read it.
    FULL
}
