package dev.cloche.acceptance.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Prometheus;
import dev.cloche.acceptance.product.Sandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The chart with two control planes, on the database that it brings along.
@Tag("kubernetes")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(900)
final class SeveralControlPlanesTest {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final Map<String, Object> PYTHON = Map.of("template_id", "python-basic");

    private static final Map<String, Object> WITH_SECRET =
            Map.of("template_id", "python-basic", "env_vars", Map.of("WORD", "kept"));

    private Release release;
    private Caller caller;
    private Sandbox early;
    private String over;

    /// Begins with one, and the database beside it.
    @BeforeAll
    void install() {
        release =
                Release.onAVolume("resources.requests.cpu=100m", "resources.requests.memory=256Mi");
        caller = release.caller();
        early = Sandbox.open(caller, WITH_SECRET);
        over = early.submit(Map.of("language", "python", "code", "print('before')"));
        assertThat(early.result(over).ok().stdout()).isEqualTo("before\n");

        release.scaleToNone();
        release.upgrade("postgresql.enabled=true", "replicas=2");
    }

    @AfterAll
    void uninstall() {
        release.close();
    }

    @Test
    void whatWasInTheDatabaseBesideTheOnlyOneIsThere() {
        assertThat(release.pods()).hasSize(2);
        assertThat(early.result(over).ok().stdout()).isEqualTo("before\n");
        assertThat(early.python("import os\nprint(os.environ['WORD'])").ok().stdout())
                .isEqualTo("kept\n");
        assertThat(caller.get(early.path()).expect(200).text("container_id"))
                .isEqualTo(early.container());
    }

    @Test
    void aDatabaseThatIsKilledComesBackWithAllThatItHeld() {
        try (Sandbox sandbox = Sandbox.open(caller, WITH_SECRET)) {
            String execution =
                    sandbox.submit(
                            Map.of(
                                    "language",
                                    "python",
                                    "timeout",
                                    300,
                                    "code",
                                    "import time\nprint('begun', flush=True)\ntime.sleep(10)\nprint('ended')"));
            Await.until("it runs", SOON, () -> sandbox.status(execution), "running"::equals);

            String killed = release.killDatabase();

            Await.until(
                    "the database is another one and answers",
                    SOON,
                    () -> release.databasePod() + " " + caller.get(sandbox.path()).status(),
                    seen -> !seen.contains(killed) && seen.endsWith(" 200"));
            assertThat(sandbox.result(execution).ok().stdout()).isEqualTo("begun\nended\n");
            assertThat(sandbox.attempt(execution)).isEqualTo(1);
            assertThat(sandbox.python("import os\nprint(os.environ['WORD'])").ok().stdout())
                    .isEqualTo("kept\n");
        }
    }

    @Test
    void aPrometheusFindsBothByTheirAnnotationsAndBehindTheService(@TempDir Path directory)
            throws Exception {
        try (ApiProxy cluster = new ApiProxy()) {
            var scraping = new Scraping(release.namespace(), cluster.address(), directory);
            String jobs = scraping.byAnnotations() + scraping.behindTheService();
            try (Prometheus prometheus = Prometheus.of(jobs)) {
                scrapesBoth(prometheus);
            }
        }
    }

    private void scrapesBoth(Prometheus prometheus) {
        for (String job : List.of("cloche", "service")) {
            String up = "up{job=\"%s\"} == 1".formatted(job);
            Await.until(
                    "both are scraped by the job " + job,
                    SOON,
                    () -> prometheus.isThere() ? pods(prometheus.ask(up)) : Set.of(),
                    Set.copyOf(release.pods())::equals);
            String ours = "sandbox_sessions_active{job=\"%s\"}".formatted(job);
            assertThat(pods(prometheus.ask(ours))).hasSize(2);
        }
    }

    private static Set<String> pods(List<JsonNode> series) {
        return series.stream()
                .map(one -> one.path("metric").path("pod").asText())
                .collect(Collectors.toSet());
    }

    @Test
    void nobodyButTheControlPlanesReachesTheDatabase() {
        String api = release.serviceAddress() + ":8000";

        assertThat(release.asStranger(Probe.of(release.databaseAddress(), api)))
                .isEqualTo("['" + api + "']\n");
    }

    @Test
    void whoWaitsAtOneIsWokenByARunOfTheOther() {
        release.reachEach(both -> {
            assertThat(both).hasSize(2);
            Caller one = both.getFirst();
            Caller other = both.getLast();
            try (Sandbox sandbox = Sandbox.open(one, PYTHON)) {
                String execution =
                        sandbox.submit(
                                Map.of(
                                        "language",
                                        "python",
                                        "code",
                                        "import time\ntime.sleep(5)\nprint('over')"));

                var waiting =
                        CompletableFuture.supplyAsync(() ->
                                other.get("/api/v1/executions/" + execution + "/result?wait=110"));

                assertThat(
                                waiting.orTimeout(90, TimeUnit.SECONDS)
                                        .join()
                                        .expect(200)
                                        .text("stdout"))
                        .isEqualTo("over\n");
            }
        });
    }

    @Test
    void anUpgradeKeepsSessionsRunsAndKeys() {
        try (Sandbox sandbox = Sandbox.open(caller, WITH_SECRET)) {
            String container = sandbox.container();
            String execution =
                    sandbox.submit(
                            Map.of(
                                    "language",
                                    "python",
                                    "timeout",
                                    600,
                                    "code",
                                    "import time\nprint('begun', flush=True)\ntime.sleep(60)\nprint('ended')"));
            Await.until("it runs", SOON, () -> sandbox.status(execution), "running"::equals);
            List<String> before = release.pods();

            release.upgrade("env.CLOCHE_METRICS_ACCESS=permit");

            assertThat(release.pods()).hasSize(2).doesNotContainAnyElementsOf(before);
            assertThat(sandbox.result(execution).ok().stdout()).isEqualTo("begun\nended\n");
            assertThat(sandbox.attempt(execution)).isEqualTo(1);
            assertThat(sandbox.python("import os\nprint(os.environ['WORD'])").ok().stdout())
                    .isEqualTo("kept\n");
            assertThat(caller.get(sandbox.path()).expect(200).text("container_id"))
                    .isEqualTo(container);
        }
    }
}
