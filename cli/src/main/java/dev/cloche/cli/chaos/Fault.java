package dev.cloche.cli.chaos;

import java.util.Locale;

/// Something that goes wrong on purpose.
enum Fault {
    EXECUTOR_KILLED(Shape.SUDDEN, Loss.AT_ONCE),
    EXECUTOR_STOPPED(Shape.LASTING, Loss.AT_ONCE),
    SPAWNER_KILLED(Shape.SUDDEN, Loss.AT_ONCE),
    SPAWNER_STOPPED(Shape.LASTING, Loss.AT_ONCE),
    FORK_SERVER_KILLED(Shape.SUDDEN, Loss.AT_ONCE),
    FORK_SERVER_STOPPED(Shape.LASTING, Loss.AT_ONCE),
    /// The first process of a sandbox, which may have a run, or may wait for one.
    SANDBOX_KILLED(Shape.SUDDEN, Loss.AT_ONCE),
    CONTROL_PLANE_KILLED(Shape.LASTING, Loss.NEVER),
    CONTROL_PLANE_STOPPED(Shape.LASTING, Loss.NEVER),
    DATABASE_KILLED(Shape.LASTING, Loss.NEVER),
    DATABASE_STOPPED(Shape.LASTING, Loss.NEVER),
    CALLERS_CUT(Shape.LASTING, Loss.NEVER),
    DATABASE_CUT(Shape.LASTING, Loss.NEVER),
    /// Whom nobody hears of is asked, and given up only when it does not report for much longer.
    REPORTS_CUT(Shape.LASTING, Loss.IN_SILENCE),
    DISK_FULL(Shape.LASTING, Loss.AT_ONCE);

    /// How long it lasts.
    private enum Shape {
        SUDDEN,
        LASTING
    }

    /// When runs may be lost.
    private enum Loss {
        AT_ONCE,
        IN_SILENCE,
        NEVER
    }

    /// The platform waits a minute for reports, which come every 5 s, of an executor that answers.
    private static final long SILENCE_MS = 55_000;

    private final Shape shape;
    private final Loss loss;

    Fault(Shape shape, Loss loss) {
        this.shape = shape;
        this.loss = loss;
    }

    /// Whether it goes on until it is ended.
    boolean isLasting() {
        return shape == Shape.LASTING;
    }

    /// Whether runs and sessions may be lost by it when it lasts that long, with the reason given.
    /// By no other fault may they.
    boolean loses(long millis) {
        return switch (loss) {
            case AT_ONCE -> true;
            case IN_SILENCE -> millis > SILENCE_MS;
            case NEVER -> false;
        };
    }

    /// As it is printed.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
