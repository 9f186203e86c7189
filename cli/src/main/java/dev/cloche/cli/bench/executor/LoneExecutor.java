package dev.cloche.cli.bench.executor;

import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.executor.ContainerReady;
import dev.cloche.api.executor.RunLimits;
import dev.cloche.api.executor.RunReport;
import dev.cloche.api.executor.RunRequest;
import dev.cloche.api.executor.SessionBinding;
import dev.cloche.api.template.Isolation;
import dev.cloche.cli.bench.way.BlockingHttp;
import dev.cloche.cli.bench.way.Subject;
import dev.cloche.cli.bench.way.Way;
import dev.cloche.cli.bench.way.Workload;
import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import dev.cloche.cli.machine.ProcessTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/// An executor without a platform. A run lasts from sending it until its result was received.
public final class LoneExecutor implements Way {
    private static final Duration LONGEST_START = Duration.ofSeconds(60);
    private static final Duration LONGEST_RUN = Duration.ofSeconds(60);
    private static final long LOOK_AGAIN_MS = 100;
    private static final long MEBI = 1L << 20;
    private static final int PORT_WHEN_UNSAID = 8080;
    private static final int ACCEPTED = 202;
    private static final int NO_CONTENT = 204;
    private static final SessionBinding BINDING =
            new SessionBinding(
                    Map.of(),
                    new RunLimits(1, 1024 * MEBI, 1024 * MEBI, 128, MEBI, 10 * MEBI),
                    false);

    private final Workload workload;
    private final int callers;
    private final Callbacks callbacks;
    private final ExecutorProcess process;
    private final BlockingHttp dispatch;
    private final AtomicLong runs = new AtomicLong();

    private LoneExecutor(Workload workload, int callers, Callbacks callbacks, Started started) {
        this.workload = workload;
        this.callers = callers;
        this.callbacks = callbacks;
        this.process = started.process();
        this.dispatch = started.dispatch();
    }

    private record Started(ExecutorProcess process, BlockingHttp dispatch) {}

    /// Starts one, with a session for each caller.
    ///
    /// @param file the executor
    /// @param jdk that runs it when it is not native
    public static LoneExecutor open(Path file, Path jdk, Workload workload, int callers) {
        String secret = UUID.randomUUID().toString();
        Callbacks callbacks = Callbacks.listen(secret);
        var secrets =
                new ExecutorProcess.Secrets(secret, UUID.randomUUID().toString(), callbacks.url());
        ExecutorProcess process =
                ExecutorProcess.start(Executable.of(file, jdk), workload, secrets);
        try {
            int port = awaitReady(callbacks, process);
            var dispatch =
                    new BlockingHttp(
                            "http://127.0.0.1:" + port + "/v1/sessions/", secrets.dispatch());
            var started = new Started(process, dispatch);
            var executor = new LoneExecutor(workload, callers, callbacks, started);
            executor.bindSessions();
            return executor;
        } catch (Refusal e) {
            process.close();
            callbacks.close();
            throw e;
        }
    }

    private static int awaitReady(Callbacks callbacks, ExecutorProcess process) {
        long end = System.nanoTime() + LONGEST_START.toNanos();
        while (process.isAlive() && System.nanoTime() < end) {
            try {
                return port(callbacks.ready().get(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS));
            } catch (TimeoutException _) {
                // it is looked at again
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Refusal(Exit.INTERRUPTED, "interrupted", e);
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
        throw new Refusal(Exit.FAILED, "the executor did not start: " + process.lastWords());
    }

    private static int port(ContainerReady ready) {
        if (ready.isolation() != Isolation.FULL) {
            throw new Refusal(
                    Exit.FAILED, "the executor cannot isolate here: " + ready.isolationDetail());
        }
        Integer port = ready.executorPort();
        return port == null ? PORT_WHEN_UNSAID : port;
    }

    private void bindSessions() {
        for (int caller = 0; caller < callers; caller++) {
            expect(NO_CONTENT, dispatch.send("PUT", session(caller), BINDING));
        }
    }

    @Override
    public Subject subject() {
        return Subject.EXECUTOR;
    }

    @Override
    public long run(int caller) {
        String id = "exec_20000101_%8s".formatted(number()).replace(' ', '0');
        var request =
                new RunRequest(
                        new ExecutionId(id),
                        1,
                        workload.language(),
                        workload.code(),
                        null,
                        Map.of(),
                        null,
                        false,
                        LONGEST_RUN.toMillis());
        String path = session(Math.floorMod(caller, callers)) + "/executions/" + id;
        CompletableFuture<RunReport> awaited = callbacks.await(id);
        long start = System.nanoTime();
        expect(ACCEPTED, dispatch.send("PUT", path, request));
        RunReport report = await(awaited, id);
        long took = System.nanoTime() - start;
        workload.check(
                subject(),
                report.stdout(),
                report.verdict() + " " + report.stderr() + " " + report.error());
        return took;
    }

    private static void expect(int status, BlockingHttp.Answer answer) {
        if (answer.status() != status) {
            throw new Refusal(Exit.FAILED, "the executor answered " + answer.status());
        }
    }

    private String number() {
        return Long.toString(runs.incrementAndGet(), Character.MAX_RADIX);
    }

    private static String session(int caller) {
        return "sess_bench" + caller;
    }

    private RunReport await(CompletableFuture<RunReport> report, String id) {
        try {
            return report.get(2 * LONGEST_RUN.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (TimeoutException e) {
            throw new Refusal(
                    Exit.FAILED,
                    "the executor never reported " + id + ": " + process.lastWords(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(Exit.INTERRUPTED, "interrupted", e);
        } finally {
            callbacks.forget(id);
        }
    }

    @Override
    public Set<Long> processes() {
        return process.tree(ProcessTable.now());
    }

    @Override
    public void close() {
        dispatch.close();
        process.close();
        callbacks.close();
    }
}
