package dev.cloche.control.execution;

import dev.cloche.api.dependency.DependencyStatus;
import dev.cloche.api.execution.ExecutionStatus;
import dev.cloche.api.session.WaitReason;
import dev.cloche.api.session.WaitingFor;
import java.time.Instant;
import java.util.Optional;

/// What an execution that does not run waits for.
///
/// @param attempt which one it is, or was when that is lost
/// @param retryAt when the next attempt may begin, when one is lost
/// @param session what its session waits for
/// @param packages how far the packages of its session are, when there are any
/// @param ahead how many other executions of its container were accepted before it and are not over
record ExecutionWait(
        ExecutionStatus status,
        int attempt,
        Instant createdAt,
        Optional<Instant> retryAt,
        Optional<WaitingFor> session,
        Optional<DependencyStatus> packages,
        long ahead) {

    /// Nothing when it does not wait.
    Optional<WaitingFor> reason() {
        return switch (status) {
            case PENDING -> session.or(() -> Optional.of(installing() ? installation() : turn()));
            case CRASHED -> session.or(() -> Optional.of(retry()));
            case RUNNING, COMPLETED, FAILED, TIMEOUT, CANCELLED -> Optional.empty();
        };
    }

    private boolean installing() {
        return packages.filter(how ->
                        how == DependencyStatus.PENDING || how == DependencyStatus.INSTALLING)
                .isPresent();
    }

    private WaitingFor installation() {
        return new WaitingFor(
                WaitReason.SESSION_PACKAGES,
                "the packages of its session are being installed",
                createdAt);
    }

    private WaitingFor turn() {
        String others = ahead == 1 ? "1 other" : ahead + " others";
        return new WaitingFor(
                WaitReason.TURN,
                ahead == 0
                        ? "its executor is about to begin it"
                        : "its executor has " + others + " that came before it",
                createdAt);
    }

    private WaitingFor retry() {
        return new WaitingFor(
                WaitReason.RETRY,
                "attempt " + attempt + " was lost, and the next one is to begin",
                retryAt.orElse(createdAt));
    }
}
