package dev.cloche.control.execution;

import dev.cloche.api.execution.ExecutionStatus;
import dev.cloche.api.executor.ReportedOutcome;

/// The rules of an execution's life, said once more and without a database: what each happening
/// makes of it.
///
/// @param container in which its present attempt is
/// @param sessionIn the container in which its session is
/// @param heard whether its present attempt has been heard of
record Life(
        ExecutionStatus status,
        int attempt,
        int container,
        int sessionIn,
        boolean repeatable,
        boolean heard,
        boolean cancelAsked,
        boolean sessionOver) {

    static Life begin(boolean repeatable) {
        return new Life(ExecutionStatus.PENDING, 1, 0, 0, repeatable, false, false, false);
    }

    Life after(Happening what) {
        return switch (what) {
            case Happening.SessionMoved(int to) -> in(to);
            case Happening.SessionOver() -> withSessionOver();
            case Happening happening when status.isFinal() -> this;
            case Happening.Started(int from, int which) ->
                    isThis(from, which) && status == ExecutionStatus.PENDING
                            ? is(ExecutionStatus.RUNNING).heardOf()
                            : this;
            case Happening.Alive(int from, int which) ->
                    isThis(from, which) && status != ExecutionStatus.CRASHED ? heardOf() : this;
            // What waits in its executor is not to be heard of from then on.
            case Happening.Held _ -> this;
            case Happening.Ended(int from, int which, var outcome) -> ended(from, which, outcome);
            case Happening.Crashed(int from, int which) -> isThis(from, which) ? lost() : this;
            case Happening.ContainerGone() ->
                    status == ExecutionStatus.CRASHED ? waitingStill() : lost();
            case Happening.Cancelled() -> withCancelAsked();
            case Happening.PauseOver() -> again();
            case Happening.LookedAtLater() -> lookedAt();
        };
    }

    private boolean isThis(int from, int which) {
        return from == container && (which == 0 || which == attempt);
    }

    private Life ended(int from, int which, ReportedOutcome outcome) {
        if (!isThis(from, which)) {
            return this;
        }
        return switch (outcome) {
            case SUCCESS -> is(ExecutionStatus.COMPLETED);
            case FAILED -> is(ExecutionStatus.FAILED);
            case TIMEOUT -> is(ExecutionStatus.TIMEOUT);
            case CRASHED -> lost();
        };
    }

    /// Four attempts in all, and none for whom nobody waits any more.
    private Life lost() {
        boolean another = repeatable && attempt <= 3 && !cancelAsked && !sessionOver;
        return another
                ? new Life(
                        ExecutionStatus.CRASHED,
                        attempt,
                        container,
                        sessionIn,
                        true,
                        false,
                        false,
                        false)
                : is(ExecutionStatus.FAILED);
    }

    private Life again() {
        boolean due =
                status == ExecutionStatus.CRASHED
                        && !cancelAsked
                        && !sessionOver
                        && sessionIn != container;
        return due
                ? new Life(
                        ExecutionStatus.PENDING,
                        attempt + 1,
                        sessionIn,
                        sessionIn,
                        repeatable,
                        false,
                        false,
                        false)
                : this;
    }

    private Life lookedAt() {
        if (status == ExecutionStatus.CRASHED) {
            return waitingStill();
        }
        if (sessionOver || cancelAsked) {
            return is(ExecutionStatus.CANCELLED);
        }
        if (heard) {
            return lost();
        }
        return is(ExecutionStatus.FAILED); // it never began
    }

    /// What became of one that waits for its next attempt.
    private Life waitingStill() {
        return cancelAsked
                ? is(ExecutionStatus.CANCELLED)
                : sessionOver ? is(ExecutionStatus.FAILED) : this;
    }

    private Life is(ExecutionStatus now) {
        return new Life(
                now, attempt, container, sessionIn, repeatable, heard, cancelAsked, sessionOver);
    }

    private Life in(int to) {
        return new Life(
                status, attempt, container, to, repeatable, heard, cancelAsked, sessionOver);
    }

    private Life heardOf() {
        return new Life(
                status, attempt, container, sessionIn, repeatable, true, cancelAsked, sessionOver);
    }

    private Life withCancelAsked() {
        return new Life(
                status, attempt, container, sessionIn, repeatable, heard, true, sessionOver);
    }

    private Life withSessionOver() {
        return new Life(
                status, attempt, container, sessionIn, repeatable, heard, cancelAsked, true);
    }
}
