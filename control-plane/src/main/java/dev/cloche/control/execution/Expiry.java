package dev.cloche.control.execution;

import dev.cloche.api.session.WaitingFor;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/// Ends executions that have waited for as long as they may and have not begun, and says what they
/// waited for.
@Singleton
final class Expiry {

    private final ExecutionWaits waits;
    private final Conclusions conclusions;
    private final Cancellations cancellations;

    Expiry(ExecutionWaits waits, Conclusions conclusions, Cancellations cancellations) {
        this.waits = waits;
        this.conclusions = conclusions;
        this.cancellations = cancellations;
    }

    /// Does nothing when it has been heard of meanwhile. Its executor, which may have it in its
    /// line, is told not to begin it.
    ///
    /// @param limit for which it has waited at least
    Uni<Void> end(ExecutionAge age, Duration limit) {
        return waits.reason(age.id(), age.session())
                .map(reason -> words(limit, reason))
                .flatMap(why -> conclude(age, why))
                .flatMap(ended -> ended ? cancellations.recall(age) : Uni.createFrom().voidItem());
    }

    private Uni<Boolean> conclude(ExecutionAge age, String why) {
        return conclusions
                .concludeUnbegun(age, Conclusion.lost(why))
                .invoke(ended -> {
                    if (ended) {
                        Log.warnf("execution expired id=%s reason=%s", age.id(), why);
                    }
                });
    }

    static String words(Duration limit, Optional<WaitingFor> reason) {
        String waited = "it has waited for " + limit.toSeconds() + " s and has not begun";
        return reason.map(it -> waited + ": " + it.message() + " (" + it.code().wire() + ")")
                .orElse(waited);
    }
}
