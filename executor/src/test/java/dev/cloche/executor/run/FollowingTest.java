package dev.cloche.executor.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.api.execution.Language;
import dev.cloche.api.execution.Signal;
import dev.cloche.api.executor.Reception;
import dev.cloche.api.executor.RunNews;
import dev.cloche.api.executor.RunRequest;
import dev.cloche.api.session.SessionId;
import dev.cloche.executor.process.ChildRequest;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What is told of a run while it goes on, and what it is told.
final class FollowingTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static Workbench bench;

    @BeforeAll
    static void start() throws IOException {
        bench = new Workbench();
        bench.bind("live", Workbench.LIMITS);
    }

    @AfterAll
    static void end() throws IOException {
        bench.close();
    }

    @Test
    void whatIsToldIsWhatIsReported() {
        RunRequest request =
                bench.request(
                        Language.SHELL,
                        "for i in 1 2 3 4 5; do printf 'ä€😀\\377%s\\n' $i; echo err$i >&2; done; printf '\\342\\202'");
        List<RunNews> told = tell(request, () -> bench.submit("live", request));

        var report = bench.result(request);
        assertThat(text(told, RunNews.What.STDOUT)).isEqualTo(report.path("stdout").asText());
        assertThat(text(told, RunNews.What.STDERR)).isEqualTo(report.path("stderr").asText());
        assertThat(told.getFirst().what()).isEqualTo(RunNews.What.STARTED);
        assertThat(told.getLast().what()).isEqualTo(RunNews.What.OVER);
        assertThat(told).filteredOn(news -> news.what() == RunNews.What.OVER).hasSize(1);
    }

    @Test
    void aReaderStartsWhereItWants() {
        RunRequest request = open("read x; echo $x");
        bench.submit("live", request);
        var reader = follow(request, 2, 0);

        input(request, "abcdef\n", true);

        assertThat(text(all(reader), RunNews.What.STDOUT)).isEqualTo("cdef\n");
    }

    @Test
    void whoDoesNotAskIsSentNothingAndNothingIsHeldForIt() {
        RunRequest request = bench.request(Language.SHELL, "head -c 900000 /dev/zero | tr '\\0' x");
        var idle =
                bench.runs
                        .follow(request.executionId(), 0, 0, () -> true)
                        .subscribe()
                        .withSubscriber(AssertSubscriber.<RunNews>create(2));

        bench.report("live", request);

        assertThat(idle.awaitItems(2, PATIENCE).getItems()).hasSize(2);
        idle.request(Long.MAX_VALUE);
        assertThat(text(all(idle), RunNews.What.STDOUT)).hasSize(900_000);
    }

    @Test
    void whatIsNotKeptIsNotToldAndThatIsSaidOnce() {
        RunRequest request =
                bench.request(Language.SHELL, "head -c 3000000 /dev/zero | tr '\\0' x");

        List<RunNews> told = tell(request, () -> bench.submit("live", request));

        assertThat(text(told, RunNews.What.STDOUT)).hasSize((int) Workbench.MEBIBYTE);
        assertThat(told).filteredOn(news -> news.what() == RunNews.What.STDOUT_FULL).hasSize(1);
        assertThat(bench.result(request).path("stdout_truncated").asBoolean()).isTrue();
    }

    @Test
    void whoFollowsARunThatIsCancelledBeforeItComesIsTold() {
        RunRequest request = bench.request(Language.SHELL, "true");

        List<RunNews> told = tell(request, () -> bench.runs.cancel(request.executionId(), 1));

        assertThat(told).extracting(RunNews::what).containsExactly(RunNews.What.OVER);
    }

    @Test
    void theEndOfASessionEndsTheWaitForItsRuns() throws IOException {
        bench.bind("short", Workbench.LIMITS);
        var session = new SessionId("short");
        RunRequest never = bench.request(Language.SHELL, "true");
        var reader =
                bench.runs
                        .follow(never.executionId(), 0, 0, () -> bench.sessions.holds(session))
                        .subscribe()
                        .withSubscriber(AssertSubscriber.<RunNews>create(Long.MAX_VALUE));

        bench.sessions.release(session);
        bench.runs.cancelAll(session);

        assertThat(all(reader)).extracting(RunNews::what).containsExactly(RunNews.What.OVER);
    }

    @Test
    void aDialogueGoesBothWays() {
        RunRequest request =
                open(
                        Language.PYTHON,
                        "a = input('name? ')\nb = input('age? ')\nprint(f'{a} is {b}')\nimport sys\nprint(repr(sys.stdin.read()))");
        var reader = follow(request, 0, 0);
        bench.submit("live", request);

        await(() -> text(reader.getItems(), RunNews.What.STDOUT).endsWith("name? "));
        assertThat(input(request, "Zoë\n", false)).isEqualTo(Reception.What.TAKEN);
        await(() -> text(reader.getItems(), RunNews.What.STDOUT).endsWith("age? "));
        assertThat(input(request, "7\nrest", true)).isEqualTo(Reception.What.TAKEN);

        assertThat(bench.result(request).path("stdout").asText())
                .isEqualTo("name? age? Zoë is 7\n'rest'\n");
        assertThat(input(request, "late", false)).isEqualTo(Reception.What.OVER);
    }

    @Test
    void whatIsThereAtTheStartIsReadFirst() {
        RunRequest request = open(Language.SHELL, "cat", "first\n");
        bench.submit("live", request);

        input(request, "second\n", true);

        assertThat(bench.result(request).path("stdout").asText()).isEqualTo("first\nsecond\n");
    }

    @Test
    void aRunThatDoesNotReadIsNotGivenMoreThanIsHeld() {
        RunRequest request = open("sleep 300");
        bench.submit("live", request);
        awaitRunning(request);
        String half = "x".repeat(600_000);

        assertThat(input(request, half, false)).isEqualTo(Reception.What.TAKEN);
        assertThat(input(request, half, false)).isEqualTo(Reception.What.FULL);
        bench.runs.cancel(request.executionId(), 1);
        assertThat(bench.result(request).path("verdict").asText()).isEqualTo("cancelled");
    }

    @Test
    void inputAfterItsEndAndInputThatWasNeverOpenAreRefused() {
        RunRequest shut = bench.request(Language.SHELL, "sleep 300");
        RunRequest ended = open("cat; sleep 300");
        bench.submit("live", shut);
        bench.submit("live", ended);
        awaitRunning(ended);
        input(ended, "", true);

        assertThat(input(ended, "x", false)).isEqualTo(Reception.What.CLOSED);
        assertThat(input(shut, "x", false)).isEqualTo(Reception.What.CLOSED);
        bench.runs.cancel(shut.executionId(), 1);
        bench.runs.cancel(ended.executionId(), 1);
        bench.result(shut);
        bench.result(ended);
    }

    @Test
    void anInterruptReachesTheProgram() {
        RunRequest request =
                bench.request(
                        Language.PYTHON,
                        "import time\nprint('on', flush=True)\ntry:\n  time.sleep(300)\nexcept KeyboardInterrupt:\n  print('interrupted')");
        var reader = follow(request, 0, 0);
        bench.submit("live", request);
        await(() -> text(reader.getItems(), RunNews.What.STDOUT).contains("on"));

        Reception.What what = bench.runs.signal(request.executionId(), Signal.INT.number());

        assertThat(what).isEqualTo(Reception.What.TAKEN);
        assertThat(bench.result(request).path("stdout").asText()).isEqualTo("on\ninterrupted\n");
        assertThat(bench.runs.signal(request.executionId(), Signal.INT.number()))
                .isEqualTo(Reception.What.OVER);
    }

    @Test
    void aRunThatWaitsTakesNeitherInputNorSignals() throws IOException {
        try (var small = new Workbench(ChildRequest.WallBuilder.BUBBLEWRAP, 1, 1)) {
            small.bind("small", Workbench.LIMITS);
            RunRequest first = small.request(Language.SHELL, "sleep 300");
            RunRequest second = opened(small.request(Language.SHELL, "cat"));
            small.submit("small", first);
            small.submit("small", second);

            assertThat(small.runs.signal(second.executionId(), 2))
                    .isEqualTo(Reception.What.WAITING);
            assertThat(
                            small.runs
                                    .input(second.executionId(), new byte[1], false)
                                    .toCompletableFuture()
                                    .join())
                    .isEqualTo(Reception.What.WAITING);
            small.runs.cancel(second.executionId(), 1);
            small.runs.cancel(first.executionId(), 1);
            small.result(first);
        }
    }

    private static RunRequest open(String code) {
        return open(Language.SHELL, code);
    }

    private static RunRequest open(Language language, String code) {
        return open(language, code, null);
    }

    private static RunRequest open(Language language, String code, String stdin) {
        return opened(bench.request(language, code, null, Map.of(), stdin, 300_000));
    }

    private static RunRequest opened(RunRequest closed) {
        return new RunRequest(
                closed.executionId(),
                closed.attempt(),
                closed.language(),
                closed.code(),
                closed.event(),
                closed.envVars(),
                closed.stdin(),
                true,
                closed.timeoutMs());
    }

    private static Reception.What input(RunRequest request, String text, boolean end) {
        return bench.runs
                .input(request.executionId(), text.getBytes(StandardCharsets.UTF_8), end)
                .toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private static List<RunNews> tell(RunRequest request, Runnable action) {
        var reader = follow(request, 0, 0);
        action.run();
        return all(reader);
    }

    private static AssertSubscriber<RunNews> follow(RunRequest request, int stdout, int stderr) {
        return bench.runs
                .follow(request.executionId(), stdout, stderr, () -> true)
                .subscribe()
                .withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
    }

    private static List<RunNews> all(AssertSubscriber<RunNews> reader) {
        return reader.awaitCompletion(PATIENCE).getItems();
    }

    private static String text(List<RunNews> news, RunNews.What what) {
        return news.stream()
                .filter(one -> one.what() == what)
                .map(one -> one.text())
                .collect(Collectors.joining());
    }

    private static void awaitRunning(RunRequest request) {
        String path = "/internal/executions/" + request.executionId() + "/status";
        bench.controlPlane.await(call -> call.path().equals(path), PATIENCE);
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("not in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
