package dev.cloche.executor.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.execution.FileChange;
import dev.cloche.api.execution.Metrics;
import dev.cloche.api.execution.Verdict;
import dev.cloche.api.executor.ReportedOutcome;
import dev.cloche.api.executor.RunReport;
import dev.cloche.executor.run.ControlPlaneDouble;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Results reach the control plane, whatever happens on the way.
final class ReportsTest {

    private static final ExecutionId ID = new ExecutionId("exec_20260101_abcdefgh");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ObjectMapper json = new ObjectMapper();
    private final Vertx vertx = Vertx.vertx();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    private final ControlPlaneDouble controlPlane = new ControlPlaneDouble(vertx, json);
    @TempDir Path spool;

    @AfterEach
    void end() {
        timer.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aResultIsSentAndForgotten() {
        Reports reports = reports(controlPlane.url());

        reports.result(ID, 2, report(), Optional.empty());

        assertThat(reports.awaitAcknowledged(PATIENCE)).isTrue();
        assertThat(controlPlane.calls()).hasSize(1);
        assertThat(controlPlane.calls().getFirst().key()).isEqualTo(ID + "_2_result");
        assertThat(spool).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 429, 500, 503})
    void aResultIsSentAgainUntilItIsTaken(int passing) {
        var calls = new AtomicInteger();
        controlPlane.answers(() -> calls.incrementAndGet() < 3 ? passing : 200);
        Reports reports = reports(controlPlane.url());

        reports.result(ID, 1, report(), Optional.empty());

        assertThat(reports.awaitAcknowledged(PATIENCE)).isTrue();
        assertThat(calls).hasValue(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 409})
    void aResultThatIsRefusedIsDropped(int refused) {
        controlPlane.answers(() -> refused);
        Reports reports = reports(controlPlane.url());

        reports.result(ID, 1, report(), Optional.empty());

        assertThat(reports.awaitAcknowledged(PATIENCE)).isTrue();
        assertThat(controlPlane.calls()).hasSize(1);
        assertThat(spool).isEmptyDirectory();
    }

    @Test
    void aResultThatIsRefusedForWhatTheRunChoseIsSentWithoutIt() {
        var calls = new AtomicInteger();
        controlPlane.answers(() -> calls.incrementAndGet() == 1 ? 400 : 201);
        Reports reports = reports(controlPlane.url());

        reports.result(
                ID, 1, report(json.getNodeFactory().textNode("x"), List.of()), Optional.empty());

        assertThat(reports.awaitAcknowledged(PATIENCE)).isTrue();
        JsonNode second = controlPlane.calls().getLast().body();
        assertThat(controlPlane.calls()).hasSize(2);
        assertThat(second.path("stdout").asText()).isEqualTo("out");
        assertThat(second.has("return_value")).isFalse();
        assertThat(second.has("changes")).isFalse();
        assertThat(second.path("changes_truncated").asBoolean()).isTrue();
        assertThat(spool).isEmptyDirectory();
    }

    @Test
    void aResultThatIsRefusedTwiceIsDropped() {
        controlPlane.answers(() -> 400);
        Reports reports = reports(controlPlane.url());

        reports.result(ID, 1, report(null, List.of()), Optional.empty());

        assertThat(reports.awaitAcknowledged(PATIENCE)).isTrue();
        assertThat(controlPlane.calls()).hasSize(2);
        assertThat(spool).isEmptyDirectory();
    }

    @Test
    void aResultOutlivesTheProcess() throws IOException {
        reports("http://127.0.0.1:1").result(ID, 1, report(), Optional.empty());
        awaitKept();
        Files.writeString(spool.resolve("half.tmp"), "{");
        Reports next = reports(controlPlane.url());

        next.resume();

        assertThat(next.awaitAcknowledged(PATIENCE)).isTrue();
        assertThat(controlPlane.calls().getFirst().body().path("stdout").asText()).isEqualTo("out");
        assertThat(spool).isEmptyDirectory();
    }

    @Test
    void aResultThatNobodyAnswersIsKept() throws IOException {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Reports reports = reports("http://127.0.0.1:" + silent.getLocalPort());

            reports.result(ID, 3, report(), Optional.empty());

            awaitKept();
            assertThat(spool.resolve(ID + "_3.json")).content().contains("\"out\"");
            assertThat(reports.unacknowledged()).containsExactly(ID);
        }
    }

    @Test
    void aResultThatIsTakenAtOnceIsNeverWritten() throws IOException {
        Reports reports = reports(controlPlane.url());
        reports.result(ID, 1, report(), Optional.empty());
        assertThat(reports.awaitAcknowledged(PATIENCE)).isTrue();
        // A directory is as old as the last file that came or went.
        Files.setLastModifiedTime(spool, FileTime.from(Instant.EPOCH));

        for (int attempt = 2; attempt < 12; attempt++) {
            reports.result(ID, attempt, report(), Optional.empty());
            assertThat(reports.awaitAcknowledged(PATIENCE)).isTrue();
        }

        assertThat(Files.getLastModifiedTime(spool).toInstant()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void whatIsKeptIsRemovedWhenItIsTakenAtLast() {
        var open = new AtomicInteger(503);
        controlPlane.answers(open::get);
        Reports reports = reports(controlPlane.url());
        reports.result(ID, 1, report(), Optional.empty());
        awaitKept();

        open.set(201);

        assertThat(reports.awaitAcknowledged(PATIENCE)).isTrue();
        assertThat(spool).isEmptyDirectory();
    }

    @Test
    void loneSurrogatesDoNotStopAReport() {
        Reports reports = reports(controlPlane.url());
        var value = json.getNodeFactory().textNode("\ud800");

        reports.result(ID, 1, report(value), Optional.empty());

        assertThat(reports.awaitAcknowledged(PATIENCE)).isTrue();
        assertThat(controlPlane.calls().getFirst().body().has("return_value")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "200, TAKEN", "201, TAKEN", "204, TAKEN", "404, REFUSED", "409, REFUSED", "400, REFUSED",
        "401, AGAIN", "408, AGAIN", "429, AGAIN", "500, AGAIN", "503, AGAIN", ", AGAIN"
    })
    void answersHaveAMeaning(Integer status, Answer meaning) {
        assertThat(Answer.of(status)).isEqualTo(meaning);
    }

    @Test
    void theBackOffDoublesToFiveSeconds() {
        BackOff backOff = BackOff.first();
        assertThat(backOff.delay()).isEqualTo(Duration.ofMillis(100));

        for (int times = 0; times < 10; times++) {
            backOff = backOff.next();
        }

        assertThat(backOff.delay()).isEqualTo(Duration.ofSeconds(5));
    }

    private void awaitKept() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end
                && !Files.exists(spool.resolve(ID + "_1.json"))
                && !Files.exists(spool.resolve(ID + "_3.json"))) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(spool).isNotEmptyDirectory();
    }

    private Reports reports(String url) {
        var link = new ControlPlane(vertx, url, "secret", Clock.systemUTC());
        return new Reports(link, spool, json, timer, Clock.systemUTC());
    }

    private static RunReport report() {
        return report(null);
    }

    private static RunReport report(JsonNode value) {
        return report(value, null);
    }

    private static RunReport report(JsonNode value, List<FileChange> changes) {
        return new RunReport(
                ReportedOutcome.SUCCESS,
                "out",
                "",
                0,
                0.1,
                new Metrics(1, 1, 1, 1, 1, 1),
                value,
                List.of(),
                Verdict.OK,
                null,
                false,
                false,
                1,
                null,
                null,
                changes,
                null);
    }
}
