package dev.cloche.executor.run;

import dev.cloche.api.executor.RunNews;
import java.util.Optional;

/// One reader's way through what there is to tell about a run. It holds positions and no text: a
/// reader who is slow, or many, cost nothing.
final class Narration {

    /// Characters in one line.
    private static final int PIECE = 16 * 1024;

    private final Run run;
    private final Voice stdout;
    private final Voice stderr;
    private boolean startTold;
    private boolean stderrFirst;

    Narration(Run run, int stdout, int stderr) {
        this.run = run;
        this.stdout =
                new Voice(run.stdout(), RunNews.What.STDOUT, RunNews.What.STDOUT_FULL, stdout);
        this.stderr =
                new Voice(run.stderr(), RunNews.What.STDERR, RunNews.What.STDERR_FULL, stderr);
    }

    /// What comes next, if there is anything to tell yet.
    Optional<RunNews> next() {
        // Asked before the streams are: a run that is over says nothing more.
        boolean over = run.over();
        if (!startTold && run.started() != null) {
            startTold = true;
            return Optional.of(new RunNews(RunNews.What.STARTED, null, 0));
        }
        // In turn, so that neither waits for the other to fall silent.
        stderrFirst = !stderrFirst;
        Voice first = stderrFirst ? stderr : stdout;
        Voice second = stderrFirst ? stdout : stderr;
        return first.next()
                .or(second::next)
                .or(() ->
                        over
                                ? Optional.of(new RunNews(RunNews.What.OVER, null, 0))
                                : Optional.empty());
    }

    private static final class Voice {

        private final CapturedOutput output;
        private final RunNews.What said;
        private final RunNews.What full;
        private int position;
        private boolean fullTold;

        Voice(CapturedOutput output, RunNews.What said, RunNews.What full, int position) {
            this.output = output;
            this.said = said;
            this.full = full;
            this.position = position;
        }

        Optional<RunNews> next() {
            boolean last = output.full();
            CapturedOutput.Piece piece = output.after(position, PIECE);
            position = Math.max(position, piece.at());
            if (!piece.text().isEmpty()) {
                return Optional.of(new RunNews(said, piece.text(), position));
            }
            if (last && !fullTold) {
                fullTold = true;
                return Optional.of(new RunNews(full, null, position));
            }
            return Optional.empty();
        }
    }
}
