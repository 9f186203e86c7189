package dev.cloche.executor.dependency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cloche.api.executor.InstallationOrder;
import dev.cloche.api.executor.InstallationReport;
import dev.cloche.executor.process.ChildWatcher;
import dev.cloche.executor.process.Ending;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;

/// One attempt to install something: keeps the last that was said, and makes a report of its end.
final class Installation implements ChildWatcher {

    private static final int KEPT = 32 * 1024;
    private static final int MOST_FOUND = 2000;
    private static final Pattern NAME = Pattern.compile("[@A-Za-z0-9][A-Za-z0-9._/-]{0,199}");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.+!_-]{0,99}");

    private final InstallationOrder order;
    private final ObjectMapper json;
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();
    private final CompletableFuture<InstallationReport> outcome = new CompletableFuture<>();
    private byte[] said = {};
    private volatile long child;
    private volatile boolean abandoned;

    Installation(InstallationOrder order, ObjectMapper json) {
        this.order = order;
        this.json = json;
    }

    InstallationOrder order() {
        return order;
    }

    CompletableFuture<InstallationReport> outcome() {
        return outcome;
    }

    void runsAs(long name) {
        child = name;
    }

    long child() {
        return child;
    }

    /// Nobody wants it any more.
    ///
    /// @return whether it was not over yet
    boolean abandon() {
        abandoned = true;
        return outcome.complete(InstallationReport.failed("the session is over"));
    }

    boolean abandoned() {
        return abandoned;
    }

    @Override
    public void started(Instant at) {
        // Its end is what matters.
    }

    @Override
    public synchronized void output(Stream stream, byte[] bytes) {
        byte[] all = Arrays.copyOf(said, said.length + bytes.length);
        System.arraycopy(bytes, 0, all, said.length, bytes.length);
        said = all.length <= KEPT ? all : Arrays.copyOfRange(all, all.length - KEPT, all.length);
    }

    @Override
    public void ended(Ending how) {
        ending.complete(how);
    }

    /// How it went, once it has gone.
    InstallationReport report() throws InterruptedException {
        try {
            return report(ending.get());
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private InstallationReport report(Ending how) {
        return switch (how) {
            case Ending.NotStarted(var why) -> InstallationReport.failed("not begun: " + why);
            case Ending.Lost _ -> InstallationReport.failed("the installer was lost");
            case Ending.Over(var exit, var stop, var memory, _, _, _, _, var result) -> {
                if (stop.isPresent()) {
                    yield failed(why(stop.get()));
                }
                if (exit.equals(Optional.of(new Ending.Exit.Left(0)))) {
                    yield found(result);
                }
                yield failed(memory ? why(Ending.Stop.OOM) : "");
            }
        };
    }

    private InstallationReport failed(String why) {
        String output;
        synchronized (this) {
            output = new String(said, StandardCharsets.UTF_8);
        }
        String words = Complaint.of(output, Complaint.secretsIn(order.variables().values()));
        String all = why.isEmpty() || words.isEmpty() ? why + words : why + "\n" + words;
        return InstallationReport.failed(
                all.isEmpty() ? "the installer ended without a word" : all);
    }

    private String why(Ending.Stop stop) {
        return switch (stop) {
            case TIMEOUT ->
                    "not installed within "
                            + Duration.ofMillis(order.timeoutMs()).toSeconds()
                            + " s";
            case OOM -> "the installation needs more memory than it may have";
            case DISK_FULL -> "the packages need more disk than the session may have";
            case CPU_LIMIT -> "the installation needs more processor time than it may have";
            case OUTPUT_LIMIT -> "the installation says more than it may";
            case CANCELLED -> "the installation was stopped";
        };
    }

    // Hostile packages may have had a say in what is told here.
    private InstallationReport found(String result) {
        try {
            List<InstallationReport.Installed> found =
                    List.of(json.readValue(result, InstallationReport.Installed[].class));
            return InstallationReport.completed(
                    found.stream().filter(Installation::isSound).limit(MOST_FOUND).toList());
        } catch (JsonProcessingException | NullPointerException problem) {
            return failed("what was installed cannot be told");
        }
    }

    private static boolean isSound(InstallationReport.Installed found) {
        return found.language() != null
                && found.name() != null
                && found.version() != null
                && NAME.matcher(found.name()).matches()
                && VERSION.matcher(found.version()).matches();
    }
}
