package dev.cloche.control.execution;

import dev.cloche.api.executor.ReportedOutcome;
import java.util.List;
import java.util.random.RandomGenerator;

/// What may happen to an execution, in whatever order the world chooses.
///
/// Containers are numbered, and reports name one that may never have had the execution.
sealed interface Happening {

    /// A container says that an attempt runs.
    record Started(int container, int attempt) implements Happening {}

    /// A container says that an attempt is alive.
    record Alive(int container, int attempt) implements Happening {}

    /// A container says, when it is asked, that it holds the execution.
    record Held(int container) implements Happening {}

    /// A container says how an attempt ended.
    record Ended(int container, int attempt, ReportedOutcome outcome) implements Happening {}

    /// A container says that it has lost an attempt.
    record Crashed(int container, int attempt) implements Happening {}

    /// The control plane finds out that the container in which it is is gone.
    record ContainerGone() implements Happening {}

    /// Its session is in another container now.
    record SessionMoved(int container) implements Happening {}

    /// Its session is over.
    record SessionOver() implements Happening {}

    /// Its caller wants it stopped.
    record Cancelled() implements Happening {}

    /// The pause after a lost attempt is over.
    record PauseOver() implements Happening {}

    /// It is looked at after everything has been quiet for an hour.
    record LookedAtLater() implements Happening {}

    /// How many containers there are.
    int CONTAINERS = 3;

    /// Any of them, by chance; the cruel ones are rarer, so that stories are not over at once.
    static Happening any(RandomGenerator random) {
        int container = random.nextInt(CONTAINERS);
        int attempt = random.nextInt(6);
        return switch (random.nextInt(25)) {
            case 0, 1, 2 -> new Started(container, attempt);
            case 3, 4, 5 -> new Alive(container, attempt);
            case 6, 7 ->
                    new Ended(
                            container,
                            attempt,
                            List.of(ReportedOutcome.values())
                                    .get(random.nextInt(ReportedOutcome.values().length)));
            case 8, 9, 10 -> new Crashed(container, attempt);
            case 11, 12, 13 -> new ContainerGone();
            case 14, 15, 16, 17 -> new SessionMoved(container);
            case 18 -> random.nextInt(4) == 0 ? new SessionOver() : new PauseOver();
            case 19 -> random.nextInt(3) == 0 ? new Cancelled() : new PauseOver();
            case 20 -> random.nextInt(3) == 0 ? new LookedAtLater() : new PauseOver();
            case 21 -> new Held(container);
            default -> new PauseOver();
        };
    }
}
