package dev.cloche.executor.process;

/// What became of input for a child.
public enum InputAnswer {
    /// It is held for the child, or the child has it.
    TAKEN,
    /// The child has no open standard input, or is over.
    CLOSED,
    /// The child does not read, and no more is held for it.
    FULL
}
