package dev.cloche.executor.run;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.template.Isolation;
import dev.cloche.executor.kernel.Refusal;
import dev.cloche.executor.probe.Isolated;
import java.util.concurrent.atomic.AtomicReference;

/// Nothing runs until it is known that runs are isolated.
public final class IsolationGate {

    private final AtomicReference<Isolated> found =
            new AtomicReference<>(new Isolated(Isolation.NONE, "isolation is not known yet"));

    /// What the probe has found.
    public void found(Isolated isolated) {
        found.set(isolated);
    }

    public Isolated level() {
        return found.get();
    }

    public void requireIsolation() {
        Isolated now = level();
        if (now.level() == Isolation.NONE) {
            throw new Refusal(ErrorCode.EXECUTOR_ISOLATION_UNAVAILABLE, now.detail());
        }
    }
}
