package dev.cloche.control.installation;

import dev.cloche.control.runtime.HostProblem;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Starts the control plane: first what it stands on, then the application; and ends them in the
/// opposite order.
///
/// Exit codes: 0 ended as asked, 1 failed, 2 the configuration is unusable, 3 another one has the
/// data directory.
@QuarkusMain
public final class Main {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Main() {}

    /// Runs until it is told to stop.
    public static void main(String... args) {
        int code;
        CountDownLatch ended = new CountDownLatch(1);
        // The virtual machine waits for its hooks, so the foundation is still there while the
        // application ends.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> await(ended), "foundation"));
        try {
            code = run(args);
        } finally {
            ended.countDown();
        }
        System.exit(code);
    }

    private static int run(String... args) {
        Optional<TokenIssuer> issuer;
        try {
            issuer = TokenIssuer.ofProcess();
        } catch (UnusableConfiguration e) {
            complain(e);
            return 2;
        }
        try {
            InstallationSettings settings = InstallationSettings.ofProcess();
            return settings.databaseOnly()
                    ? DatabaseAlone.run(settings)
                    : run(settings, issuer, args);
        } catch (DataDirectoryTaken e) {
            complain(e);
            return 3;
        } catch (UnusableConfiguration e) {
            complain(e);
            return 2;
        } catch (IOException | HostProblem e) {
            complain(e);
            return 1;
        }
    }

    private static int run(
            InstallationSettings settings, Optional<TokenIssuer> issuer, String... args)
            throws IOException {
        try (Foundation foundation = Foundation.lay(settings)) {
            foundation.properties().forEach(System::setProperty);
            issuer.ifPresent(other -> other.properties().forEach(System::setProperty));
            AtomicInteger exit = new AtomicInteger();
            Quarkus.run(
                    null,
                    (code, failure) -> exit.set(failure == null ? code : failed(failure)),
                    args);
            return exit.get();
        }
    }

    /// Also what the log says as well: it may not be there yet, and then it says nothing.
    private static int failed(Throwable failure) {
        FailedStart start = new FailedStart(failure);
        System.err.println("cloche: failed: " + start.reason());
        return start.exitCode();
    }

    /// Before the application there is no log; what goes wrong then is one line on the standard
    /// error stream.
    private static void complain(Exception e) {
        System.err.println("cloche: " + words(e));
    }

    /// What the message of a file's problem leaves out is what the problem is.
    private static String words(Exception e) {
        return e instanceof FileSystemException file && file.getReason() == null
                ? file.getClass().getSimpleName() + ": " + file.getMessage()
                : String.valueOf(e.getMessage());
    }

    private static void await(CountDownLatch ended) {
        try {
            if (!ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                System.err.println(
                        "cloche: not everything has ended after " + PATIENCE.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
