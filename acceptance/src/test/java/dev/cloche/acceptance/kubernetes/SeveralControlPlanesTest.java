package dev.cloche.acceptance.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Sandbox;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// The chart with two control planes.
@Tag("kubernetes")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(900)
final class SeveralControlPlanesTest {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final Map<String, Object> PYTHON = Map.of("template_id", "python-basic");

    private Release release;
    private Caller caller;

    @BeforeAll
    void install() {
        release = Release.ofSeveral(2);
        caller = release.caller();
    }

    @AfterAll
    void uninstall() {
        release.close();
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
        Map<String, Object> withSecret =
                Map.of("template_id", "python-basic", "env_vars", Map.of("WORD", "kept"));
        try (Sandbox sandbox = Sandbox.open(caller, withSecret)) {
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
