package dev.cloche.cli.up;

import dev.cloche.api.execution.ExecutionResult;
import dev.cloche.api.execution.Language;
import dev.cloche.api.execution.NewExecution;
import dev.cloche.api.session.NewSession;
import dev.cloche.api.session.SessionId;
import dev.cloche.api.template.TemplateId;
import dev.cloche.cli.kernel.Answer;
import dev.cloche.cli.kernel.Console;
import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import dev.cloche.cli.platform.Checkout;
import dev.cloche.cli.platform.DataDirectory;
import dev.cloche.cli.platform.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/// `cloche train`: makes the cache from which the control plane starts faster. It runs one on a
/// directory of its own, uses it, and keeps what the JVM had loaded by then.
@Command(name = "train", description = "Make the cache for a faster start (./cloche build does).")
public final class Train implements Callable<Answer> {
    private static final int ROUNDS = 40;
    private static final Duration TOKEN = Duration.ofMinutes(30);
    // the JVM writes the cache after its last thread has ended
    private static final Duration WRITING = Duration.ofMinutes(3);
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Clock clock;
    private final Console console;
    private final Checkout checkout;

    public Train(Clock clock, Console console, Checkout checkout) {
        this.clock = clock;
        this.console = console;
        this.checkout = checkout;
    }

    @Override
    public Answer call() throws InterruptedException, IOException {
        Path fresh = checkout.cache().resolveSibling("control-plane.aot.new");
        DataDirectory data = new DataDirectory(Files.createTempDirectory("cloche-train-"));
        Thread tidy = new Thread(() -> remove(data.path()), "remove what training left");
        Runtime.getRuntime().addShutdownHook(tidy);
        try {
            return train(fresh, data);
        } finally {
            boolean _ = Files.deleteIfExists(fresh);
        }
    }

    private Answer train(Path fresh, DataDirectory data) throws InterruptedException, IOException {
        Launch launch =
                new Launch(
                        Launch.currentJava(),
                        checkout.controlPlane(),
                        checkout.executor(),
                        data.path(),
                        Address.free(),
                        List.of(),
                        Map.of());
        exercise(launch.with(List.of("-XX:AOTCacheOutput=" + fresh)), data);
        List<String> flags =
                new ArrayList<>(Launch.tuning(Runtime.getRuntime().availableProcessors()));
        flags.add("-XX:AOTCache=" + fresh);
        Duration start = verify(launch.with(flags), data);
        Path _ =
                Files.move(
                        fresh,
                        checkout.cache(),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
        return Answer.line(
                String.format(
                        Locale.ROOT,
                        "the control plane now starts in %.2f s (%d MB of cache)",
                        start.toMillis() / 1000.0,
                        Files.size(checkout.cache()) >> 20));
    }

    private void exercise(Launch launch, DataDirectory data) throws InterruptedException {
        LogFile log = new LogFile(data.log());
        ControlPlane plane = ControlPlane.start(launch, log);
        Thread end = new Thread(() -> plane.stop(WRITING), "end the trained control plane");
        Runtime.getRuntime().addShutdownHook(end);
        Start.Ready ready = ready(plane, log);
        console.note("cloche: started in " + ready.took().toMillis() + " ms; exercising it");
        try (Platform platform = Platform.local(data, clock, TOKEN)) {
            for (int round = 0; round < ROUNDS; round++) {
                use(platform);
            }
        } finally {
            boolean ended = plane.stop(WRITING);
            if (!ended) {
                console.note("cloche: the control plane did not end in time");
            }
            boolean _ = Runtime.getRuntime().removeShutdownHook(end);
        }
    }

    private static void use(Platform platform) {
        NewSession wanted =
                new NewSession(new TemplateId("python-basic"), null, null, null, null, null);
        SessionId session = platform.createRunning(wanted).sessionId();
        NewExecution execution =
                new NewExecution("print(1+1)", Language.PYTHON, null, null, null, null);
        ExecutionResult result = platform.execute(session, execution, NewExecution.DEFAULT_TIMEOUT);
        if (!result.stdout().equals("2\n")) {
            throw new Refusal(Exit.FAILED, "1+1 gave " + result.verdict().wire());
        }
        platform.session(session);
        platform.delete(session);
    }

    /// Starts once more with the cache, as `up` will.
    private Duration verify(Launch launch, DataDirectory data) throws InterruptedException {
        LogFile log = new LogFile(data.log());
        log.rotate();
        ControlPlane plane = ControlPlane.start(launch, log);
        Thread end = new Thread(() -> plane.stop(GRACE), "end the verified control plane");
        Runtime.getRuntime().addShutdownHook(end);
        try {
            Start.Ready ready = ready(plane, log);
            List<String> complaints =
                    log.tail(Integer.MAX_VALUE).stream()
                            .filter(line -> line.contains("][aot"))
                            .toList();
            if (!complaints.isEmpty()) {
                throw new Refusal(
                        Exit.FAILED, "the JVM does not take the cache: " + complaints.getFirst());
            }
            return ready.took();
        } finally {
            boolean _ = plane.stop(GRACE);
            boolean _ = Runtime.getRuntime().removeShutdownHook(end);
        }
    }

    private static Start.Ready ready(ControlPlane plane, LogFile log) throws InterruptedException {
        Start start = plane.awaitReady();
        if (start instanceof Start.Ready ready) {
            return ready;
        }
        boolean _ = plane.stop(GRACE);
        throw new Refusal(
                Exit.FAILED, "the control plane did not start: " + String.join(" | ", log.tail(5)));
    }

    private static void remove(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                boolean _ = Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException _) {
            // gone already
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
