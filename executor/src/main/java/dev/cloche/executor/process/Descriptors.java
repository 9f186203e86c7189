package dev.cloche.executor.process;

/// The descriptors that bubblewrap finds its inputs on.
public record Descriptors(int seccomp, int status, int gate, int code, int event) {

    /// Those that the spawner uses.
    public static final Descriptors OF_THE_SPAWNER = new Descriptors(11, 12, 13, 14, 15);
}
