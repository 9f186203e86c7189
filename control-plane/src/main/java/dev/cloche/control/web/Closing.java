package dev.cloche.control.web;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/// Knows that the end of this control plane was asked for: from then on whoever comes is sent
/// elsewhere, while what was accepted is finished.
@Singleton
public final class Closing {

    private volatile boolean begun;

    void on(@Observes ShutdownDelayInitiatedEvent event) {
        begun = true;
    }

    /// Whether it was.
    public boolean begun() {
        return begun;
    }
}
