package dev.cloche.cli.chaos;

import java.util.Locale;

/// Something that goes wrong on purpose.
enum Fault {
    EXECUTOR_KILLED(Shape.SUDDEN, true),
    EXECUTOR_STOPPED(Shape.LASTING, true),
    SPAWNER_KILLED(Shape.SUDDEN, true),
    SPAWNER_STOPPED(Shape.LASTING, true),
    FORK_SERVER_KILLED(Shape.SUDDEN, true),
    FORK_SERVER_STOPPED(Shape.LASTING, true),
    /// The first process of a sandbox, which may have a run, or may wait for one.
    SANDBOX_KILLED(Shape.SUDDEN, true),
    CONTROL_PLANE_KILLED(Shape.LASTING, false),
    CONTROL_PLANE_STOPPED(Shape.LASTING, false),
    DATABASE_KILLED(Shape.LASTING, false),
    DATABASE_STOPPED(Shape.LASTING, false),
    CALLERS_CUT(Shape.LASTING, false),
    DATABASE_CUT(Shape.LASTING, false),
    REPORTS_CUT(Shape.LASTING, false),
    DISK_FULL(Shape.LASTING, true);

    /// How long it lasts.
    private enum Shape {
        SUDDEN,
        LASTING
    }

    private final Shape shape;
    private final boolean loses;

    Fault(Shape shape, boolean loses) {
        this.shape = shape;
        this.loses = loses;
    }

    /// Whether it goes on until it is ended.
    boolean isLasting() {
        return shape == Shape.LASTING;
    }

    /// Whether runs and sessions may be lost by it, with the reason given. By no other fault may
    /// they.
    boolean loses() {
        return loses;
    }

    /// As it is printed.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
