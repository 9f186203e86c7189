package dev.cloche.executor.run;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.template.Isolation;
import dev.cloche.executor.bubblewrap.Confinement;
import dev.cloche.executor.kernel.Refusal;
import dev.cloche.executor.probe.Isolated;
import dev.cloche.executor.probe.Probe;
import java.util.concurrent.atomic.AtomicReference;

/// Nothing runs until it is known that runs are isolated.
public final class IsolationGate {

    private final AtomicReference<Probe.Outcome> found =
            new AtomicReference<>(
                    new Probe.Outcome(
                            new Isolated(Isolation.NONE, "isolation is not known yet"),
                            Confinement.Proc.OWN));

    /// What the probe has found.
    public void found(Probe.Outcome outcome) {
        found.set(outcome);
    }

    public Isolated level() {
        return found.get().isolated();
    }

    /// Where runs get their `/proc` from.
    public Confinement.Proc proc() {
        return found.get().proc();
    }

    void requireIsolation() {
        Isolated now = level();
        if (now.level() == Isolation.NONE) {
            throw new Refusal(ErrorCode.EXECUTOR_ISOLATION_UNAVAILABLE, now.detail());
        }
    }
}
