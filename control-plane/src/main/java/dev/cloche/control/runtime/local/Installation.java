package dev.cloche.control.runtime.local;

import dev.cloche.control.runtime.Command;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One command of an installer: what it says is told on, and it is ended when it takes more than it
/// may.
final class Installation {

    private static final int LINES_KEPT = 20;
    private static final int LONGEST_WHY = 2000;
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final ScheduledExecutorService timer;
    private final Appetite appetite;
    private final AtomicReference<@Nullable String> ended = new AtomicReference<>();
    private final Deque<String> last = new ArrayDeque<>();

    Installation(ScheduledExecutorService timer, Appetite appetite) {
        this.timer = timer;
        this.appetite = appetite;
    }

    /// Runs it to its end.
    ///
    /// @return why it did not do what it was to do
    Optional<String> run(List<String> argv, Consumer<String> progress) throws IOException {
        Process process =
                Command.builder(argv)
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                        .start();
        List<ScheduledFuture<?>> watches = watch(process.toHandle());
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                tell(line, progress);
            }
            int code = process.waitFor();
            return code == 0 ? Optional.empty() : Optional.of(why(code));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        } finally {
            watches.forEach(watch -> watch.cancel(false));
            process.destroyForcibly();
        }
    }

    // By its handle: the process itself would close what is being read.
    private List<ScheduledFuture<?>> watch(ProcessHandle process) {
        Duration patience = appetite.limits().patience();
        ScheduledFuture<?> alarm =
                timer.schedule(
                        () -> end(process, "not installed within " + patience.toSeconds() + " s"),
                        patience.toMillis(),
                        TimeUnit.MILLISECONDS);
        ScheduledFuture<?> looks =
                timer.scheduleWithFixedDelay(
                        () ->
                                appetite.excess(process)
                                        .ifPresent(much -> end(process, "it took " + much)),
                        BETWEEN_LOOKS.toMillis(),
                        BETWEEN_LOOKS.toMillis(),
                        TimeUnit.MILLISECONDS);
        return List.of(alarm, looks);
    }

    private void end(ProcessHandle process, String reason) {
        ended.compareAndSet(null, reason);
        process.destroyForcibly();
    }

    private void tell(String line, Consumer<String> progress) {
        String told = line.replace("\0", "").strip();
        if (told.isEmpty()) {
            return;
        }
        progress.accept(told);
        last.addLast(told);
        if (last.size() > LINES_KEPT) {
            last.removeFirst();
        }
    }

    private String why(int code) {
        String said = String.join("\n", last);
        String reason = ended.get();
        String words =
                reason != null
                        ? reason + ": " + said
                        : said.isEmpty() ? "the installer ended with " + code : said;
        return words.length() > LONGEST_WHY ? words.substring(words.length() - LONGEST_WHY) : words;
    }
}
