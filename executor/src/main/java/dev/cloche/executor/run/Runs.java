package dev.cloche.executor.run;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.executor.Reception;
import dev.cloche.api.executor.RunNews;
import dev.cloche.api.executor.RunRequest;
import dev.cloche.api.session.SessionId;
import dev.cloche.executor.kernel.Refusal;
import dev.cloche.executor.language.Languages;
import dev.cloche.executor.process.Ending;
import dev.cloche.executor.process.InputAnswer;
import dev.cloche.executor.process.Spawner;
import dev.cloche.executor.report.Reports;
import dev.cloche.executor.session.BoundSession;
import io.smallrye.mutiny.Multi;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/// All runs of this executor: accepts, starts as many as may run at once, stops, reports.
public final class Runs {

    private static final Logger LOG = Logger.getLogger(Runs.class);

    // So many bytes are made into a report in less time than it takes to wake another thread.
    private static final long AT_ONCE = 16 * 1024;

    /// As long as many a run lasts; who goes on after that may go on for minutes.
    private static final Duration YOUTH = Duration.ofMillis(250);

    private final Preparation preparation;
    private final Languages languages;
    private final Spawner spawner;
    private final Conclusion conclusion;
    private final Reports reports;
    private final Executor finishers;
    private final ScheduledExecutorService timer;
    private final Roster roster;
    private final Clock clock;
    private final Bell arrivals = new Bell();
    private final Run.Events events = new Watching();

    public Runs(
            Preparation preparation,
            Languages languages,
            Spawner spawner,
            Reports reports,
            Surroundings around) {
        this.preparation = preparation;
        this.languages = languages;
        this.spawner = spawner;
        this.conclusion = new Conclusion(preparation.json());
        this.reports = reports;
        this.finishers = around.finishers();
        this.timer = around.timer();
        this.roster =
                new Roster(new Roster.Room(around.atOnce(), around.beginning(), around.waiting()));
        this.clock = around.clock();
    }

    /// What runs need and do not make.
    ///
    /// @param finishers where what comes after a run's end is done, which may block
    /// @param atOnce how many run at once
    /// @param beginning how many of them may have begun a moment ago
    /// @param waiting how many more wait
    public record Surroundings(
            Executor finishers,
            ScheduledExecutorService timer,
            int atOnce,
            int beginning,
            int waiting,
            Clock clock) {}

    /// Takes a run; its report follows. An attempt that was taken before is not run again.
    ///
    /// @param asker the control plane that asks, and so hears first how it ended
    public void submit(BoundSession session, RunRequest request, Optional<String> asker) {
        asker.ifPresent(reports::called);
        long memory = session.binding().limits().memoryBytes();
        switch (languages.choose(request.language(), memory)) {
            case Languages.Choice.Missing(var why) -> refuse(request, why, asker);
            case Languages.Choice.Found(var launcher) ->
                    take(new Run(request, session, launcher, clock.instant(), asker, events));
        }
    }

    /// Stops an attempt; nothing happens when it is over. One that has not come yet is never run: a
    /// cancellation may overtake what it cancels.
    public void cancel(ExecutionId execution, int attempt) {
        if (roster.remember(new RunKey(execution, attempt))) {
            reports.result(execution, attempt, conclusion.ofCancelled(attempt), Optional.empty());
            arrivals.ring();
        }
        roster.active(execution).forEach(run -> stop(run, Run.Fate.CANCELLED));
    }

    /// Stops all runs of a session.
    public void cancelAll(SessionId session) {
        roster.active().stream()
                .filter(run -> run.session().id().equals(session))
                .forEach(run -> stop(run, Run.Fate.CANCELLED));
        arrivals.ring();
    }

    /// The session is over: ends its runs, and keeps nothing ready for it any more.
    ///
    /// @param workspace the name of its directory
    public void release(SessionId session, String workspace) {
        cancelAll(session);
        spawner.forget(workspace);
    }

    /// What there is to tell about an execution from a position on, as fast as its reader takes it.
    /// It may be followed before it comes.
    ///
    /// @param expected whether it may still come
    public Multi<RunNews> follow(
            ExecutionId execution, int stdout, int stderr, BooleanSupplier expected) {
        return new Following(roster, arrivals, execution, expected, stdout, stderr).news();
    }

    /// Passes input on to a run.
    public CompletionStage<Reception.What> input(ExecutionId execution, byte[] bytes, boolean end) {
        Optional<Run> run = roster.find(execution).filter(one -> !one.over());
        if (run.isEmpty()) {
            return CompletableFuture.completedStage(Reception.What.OVER);
        }
        if (!run.get().request().stdinOpen()) {
            return CompletableFuture.completedStage(Reception.What.CLOSED);
        }
        if (run.get().child() == 0) {
            return CompletableFuture.completedStage(Reception.What.WAITING);
        }
        return spawner.input(run.get().child(), bytes, end).thenApply(Runs::reception);
    }

    /// Sends a signal to what a run runs.
    public Reception.What signal(ExecutionId execution, int number) {
        Optional<Run> run = roster.find(execution).filter(one -> !one.over());
        if (run.isEmpty()) {
            return Reception.What.OVER;
        }
        if (run.get().child() == 0) {
            return Reception.What.WAITING;
        }
        spawner.signal(run.get().child(), number);
        return Reception.What.TAKEN;
    }

    private static Reception.What reception(InputAnswer answer) {
        return switch (answer) {
            case TAKEN -> Reception.What.TAKEN;
            case CLOSED -> Reception.What.CLOSED;
            case FULL -> Reception.What.FULL;
        };
    }

    /// Stops everything because the executor ends: what ran is reported as lost.
    public void loseAll() {
        roster.close();
        roster.active().forEach(run -> stop(run, Run.Fate.LOST));
    }

    /// How many run and wait.
    public Load load() {
        return roster.load();
    }

    /// Executions that run or wait.
    public List<ExecutionId> active() {
        return roster.active().stream().map(run -> run.request().executionId()).toList();
    }

    /// Waits until nothing runs and everything is reported; says whether it came to that.
    public boolean awaitEnd(Duration patience) {
        return roster.awaitEnd(patience);
    }

    private void refuse(RunRequest request, String why, Optional<String> asker) {
        var key = new RunKey(request.executionId(), request.attempt());
        if (roster.remember(key)) {
            reports.result(
                    key.execution(),
                    key.attempt(),
                    conclusion.ofMissing(key.attempt(), why),
                    asker);
        }
    }

    // Whoever asks for the next attempt has given up the one before.
    private void supersede(Run run) {
        roster.active(run.key().execution()).stream()
                .filter(one -> one.key().attempt() < run.key().attempt())
                .forEach(one -> stop(one, Run.Fate.LOST));
    }

    private void take(Run run) {
        supersede(run);
        switch (roster.take(run)) {
            case START -> start(run);
            case WAIT, KNOWN -> {
                // It is started when there is room, or has been.
            }
            case FULL -> throw new Refusal(ErrorCode.EXECUTOR_QUEUE_FULL, roster.sizes());
        }
        arrivals.ring();
    }

    private void start(Run run) {
        long child =
                spawner.start(
                        preparation.prepare(run.session(), run.request(), run.launcher()), run);
        run.runsAs(child);
        if (run.fate() != Run.Fate.OPEN) {
            spawner.stop(child); // it was stopped before it had a name
        }
    }

    private void stop(Run run, Run.Fate fate) {
        run.decide(fate);
        if (roster.leaveQueue(run)) {
            run.close(new Ending.Written(0, 0, 0));
            conclude(
                    run,
                    finishers,
                    () ->
                            reports.result(
                                    run.key().execution(),
                                    run.key().attempt(),
                                    conclusion.ofWaiting(run),
                                    run.asker()));
        } else if (run.child() != 0) {
            spawner.stop(run.child());
        }
    }

    private void conclude(Run run, Executor where, Runnable report) {
        where.execute(() -> {
            try {
                report.run();
            } finally {
                roster.forget(run);
            }
        });
    }

    private final class Watching implements Run.Events {

        @Override
        public void started(Run run) {
            run.pulse(reports.follow(run.key().execution(), run.key().attempt(), clock.instant()));
            Future<?> _ =
                    timer.schedule(
                            () -> roster.aged(run).ifPresent(Runs.this::start),
                            YOUTH.toMillis(),
                            TimeUnit.MILLISECONDS);
        }

        @Override
        public void ended(Run run, Ending ending) {
            run.silence();
            LOG.debugf("run ended execution=%s ending=%s", run.key().execution(), ending);
            roster.ended(run).ifPresent(Runs.this::start);
            conclude(
                    run,
                    ending.bulk() <= AT_ONCE ? Runnable::run : finishers,
                    () ->
                            reports.result(
                                    run.key().execution(),
                                    run.key().attempt(),
                                    conclusion.of(run, ending),
                                    run.asker()));
        }
    }
}
