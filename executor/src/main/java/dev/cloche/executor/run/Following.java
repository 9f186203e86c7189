package dev.cloche.executor.run;

import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.executor.RunNews;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Somebody follows an execution, from before it comes to its end. Nothing is kept for a reader who
/// does not ask: each line is looked up when it can be sent.
final class Following {

    private final Roster roster;
    private final Bell arrivals;
    private final ExecutionId execution;
    private final BooleanSupplier expected;
    private final int stdout;
    private final int stderr;
    private @Nullable Run run;
    private @Nullable Narration narration;

    Following(
            Roster roster,
            Bell arrivals,
            ExecutionId execution,
            BooleanSupplier expected,
            int stdout,
            int stderr) {
        this.roster = roster;
        this.arrivals = arrivals;
        this.execution = execution;
        this.expected = expected;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    Multi<RunNews> news() {
        return Multi.createBy()
                .repeating()
                .uni(this::step)
                .whilst(Following::goesOn)
                .filter(Optional::isPresent)
                .map(Optional::get);
    }

    private static boolean goesOn(Optional<RunNews> news) {
        return news.isEmpty() || news.get().what() != RunNews.What.OVER;
    }

    // One line, or nothing after something has happened: look again then.
    private Uni<Optional<RunNews>> step() {
        return narration == null || run == null ? arrive() : tell(run, narration);
    }

    private static Uni<Optional<RunNews>> tell(Run run, Narration narration) {
        long seen = run.news().rung();
        Optional<RunNews> next = narration.next();
        return next.isPresent()
                ? Uni.createFrom().item(next)
                : run.news().after(seen).map(_ -> Optional.empty());
    }

    private Uni<Optional<RunNews>> arrive() {
        long seen = arrivals.rung();
        boolean mayCome = expected.getAsBoolean() && !roster.knows(execution);
        Optional<Run> found = roster.find(execution);
        if (found.isPresent()) {
            run = found.get();
            narration = new Narration(run, stdout, stderr);
            return Uni.createFrom().item(Optional.empty());
        }
        return mayCome
                ? arrivals.after(seen).map(_ -> Optional.empty())
                : Uni.createFrom().item(Optional.of(new RunNews(RunNews.What.OVER, null, 0)));
    }
}
