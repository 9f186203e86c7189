package dev.cloche.control.execution;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.execution.ExecutionId;
import dev.cloche.control.session.SessionOpened;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/// Runs again what the platform has lost: at most three times, after 1, 2 and 4 seconds, wherever
/// its session is by then.
@Singleton
final class Retries {

    private final RetryStore store;
    private final Dispatcher dispatcher;
    private final Clock clock;

    Retries(RetryStore store, Dispatcher dispatcher, Clock clock) {
        this.store = store;
        this.dispatcher = dispatcher;
        this.clock = clock;
    }

    /// What became of an attempt that was lost.
    enum Fate {
        /// It is tried again.
        AGAIN,
        /// That was known before.
        BEFORE,
        /// Nobody tries it again.
        FINAL
    }

    void on(@Observes SessionOpened event) {
        due().subscribe()
                .with(
                        _ -> {},
                        failure ->
                                Log.warnf(
                                        "executions of %s not tried again yet: %s",
                                        event.session(), failure));
    }

    /// Its executor says that it has lost an attempt.
    ///
    /// @param attempt which; 0 for the present one
    Uni<Fate> crashed(ExecutionId id, ContainerId container, int attempt, String why) {
        return store.age(id, container, attempt)
                .flatMap(age -> {
                    if (age.isEmpty() || age.get().status().isFinal()) {
                        return Uni.createFrom().item(Fate.FINAL);
                    }
                    return switch (ExecutionReaper.lost(age.get(), why)) {
                        case ExecutionVerdict.Again again ->
                                again(age.get(), again).map(now -> now ? Fate.AGAIN : Fate.BEFORE);
                        case ExecutionVerdict.Lost _,
                                ExecutionVerdict.Starved _,
                                ExecutionVerdict.Leave _,
                                ExecutionVerdict.Expired _,
                                ExecutionVerdict.Cancelled _ ->
                                Uni.createFrom().item(Fate.FINAL);
                    };
                });
    }

    /// Notes that an attempt is lost and another one is to follow. False when somebody was first.
    Uni<Boolean> again(ExecutionAge age, ExecutionVerdict.Again verdict) {
        return store.crash(age, clock.instant().plus(verdict.pause()))
                .invoke(noted -> {
                    if (noted) {
                        Log.warnf(
                                "execution lost id=%s attempt=%d reason=%s",
                                age.id(), age.attempt(), verdict.why());
                        after(verdict.pause());
                    }
                });
    }

    /// Begins all attempts whose time has come and whose session is open.
    Uni<Void> due() {
        return store.due(clock.instant())
                .flatMap(any ->
                        any > 0 ? dispatcher.repeat(Duration.ZERO) : Uni.createFrom().voidItem());
    }

    private void after(Duration pause) {
        Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(pause.plusMillis(1))
                .flatMap(_ -> due())
                .subscribe()
                .with(_ -> {}, failure -> Log.warnf("executions not tried again yet: %s", failure));
    }
}
