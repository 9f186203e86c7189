package dev.cloche.executor.process;

/// The descriptors that bubblewrap finds its inputs on; the spawner uses the same numbers.
public final class Descriptors {

    public static final int SECCOMP = 11;
    public static final int STATUS = 12;
    public static final int GATE = 13;
    public static final int CODE = 14;
    public static final int EVENT = 15;

    private Descriptors() {}
}
