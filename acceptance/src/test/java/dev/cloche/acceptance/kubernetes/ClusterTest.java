package dev.cloche.acceptance.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.acceptance.product.Answer;
import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Finished;
import dev.cloche.acceptance.product.Prometheus;
import dev.cloche.acceptance.product.Sandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("kubernetes")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(600)
final class ClusterTest {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final Map<String, String> PYTHON = Map.of("template_id", "python-basic");
    private static final String SLEEP = "import time\nprint('here', flush=True)\ntime.sleep(600)";

    private Release release;
    private Caller caller;

    @BeforeAll
    void install() {
        release =
                new Release(
                        "sandboxes.metricsFrom=NAMESPACE",
                        "sandboxes.templates.nodejs-basic.nodeSelector.no=where",
                        "env.CLOCHE_KUBERNETES_PLACING=20s");
        caller = release.caller();
    }

    @AfterAll
    void uninstall() {
        release.close();
    }

    private String pod(Sandbox sandbox) {
        return sandbox.container().replace('_', '-');
    }

    @Test
    void codeRunsInAPodOfItsSession() {
        try (Sandbox sandbox = Sandbox.open(caller, PYTHON);
                Sandbox other = Sandbox.open(caller, PYTHON)) {
            assertThat(sandbox.python("print(1+1)").stdout()).isEqualTo("2\n");

            JsonNode container =
                    caller.get("/api/v1/containers/" + sandbox.container()).expect(200).json();
            assertThat(container.path("runtime_type").asText()).isEqualTo("kubernetes");
            assertThat(container.path("isolation").asText()).isEqualTo("full");
            assertThat(other.container()).isNotEqualTo(sandbox.container());
            assertThat(
                            caller.get("/api/v1/containers/" + sandbox.container() + "/logs")
                                    .expect(200)
                                    .body())
                    .contains("executor is ready");
        }
    }

    @Test
    void theChartsOwnTestPasses() {
        assertThat(release.test()).contains("ready").contains("401 without a token");
    }

    @Test
    void aTemplateWhosePodsNoNodeTakesIsToldSo() {
        String session =
                caller.post("/api/v1/sessions", Map.of("template_id", "nodejs-basic"))
                        .expect(201)
                        .text("session_id");

        Answer failed =
                Await.until(
                        "it fails",
                        SOON,
                        () -> caller.get("/api/v1/sessions/" + session).expect(200),
                        answer -> answer.text("status").equals("failed"));

        assertThat(failed.text("status_reason")).contains("no node takes it");
    }

    @Test
    void codeThatTakesTooMuchMemoryIsToldSoAndItsPodGoesOn() {
        try (Sandbox sandbox = Sandbox.open(caller, PYTHON)) {
            Finished run = sandbox.python("print('so far', flush=True)\nx = b'x' * (4 << 30)");

            assertThat(run.failed("oom").stdout()).isEqualTo("so far\n");
            assertThat(sandbox.python("print(2)").ok().stdout()).isEqualTo("2\n");
            assertThat(caller.get(sandbox.path()).expect(200).text("container_id"))
                    .isEqualTo(sandbox.container());
        }
    }

    @Test
    void codeReachesNobody() {
        try (Sandbox sandbox = Sandbox.open(caller, PYTHON)) {
            assertThat(
                            sandbox.python(
                                            Probe.of(
                                                    apiServer(),
                                                    release.serviceAddress() + ":8000",
                                                    release.internalAddress(),
                                                    address(pod(sandbox)) + ":8091",
                                                    "127.0.0.1:8091"))
                                    .ok())
                    .returns("[]\n", Finished::stdout);
        }
    }

    /// Code that broke out of its sandbox would be here: in the pod, beside the executor.
    @Test
    void aPodReachesNobodyButWhereTheControlPlaneTakesReports() {
        try (Sandbox sandbox = Sandbox.open(caller, PYTHON);
                Sandbox other = Sandbox.open(caller, PYTHON)) {
            String reports = release.internalAddress();
            String reached =
                    release.inPod(
                            pod(sandbox),
                            "python3",
                            "-c",
                            Probe.of(
                                    apiServer(),
                                    address(pod(other)) + ":8090",
                                    address(pod(other)) + ":8091",
                                    nameServer() + ":53",
                                    "169.254.169.254:80",
                                    release.serviceAddress() + ":8000",
                                    release.podAddress() + ":8000",
                                    reports));

            assertThat(reached).isEqualTo("['" + reports + "']\n");
        }
    }

    @Test
    void whatAPodReachesTakesReportsAndIsNoWayIn() {
        try (Sandbox sandbox = Sandbox.open(caller, PYTHON)) {
            String answers =
                    release.inPod(
                            pod(sandbox),
                            "python3",
                            "-c",
                            Probe.asking(
                                    release.internalAddress(),
                                    "/api/v1/sessions",
                                    "/internal/../api/v1/sessions",
                                    "/internal/%2e%2e/api/v1/sessions",
                                    "/q/metrics",
                                    "/q/health",
                                    "/internal/sessions/cont_aaaaaaaaaaaaaaaa/container_ready"));

            assertThat(answers).isEqualTo("[404, 404, 404, 404, 404, 401]\n");
        }
    }

    @Test
    void nobodyButPodsOfSandboxesReachesWhereReportsAreTaken() {
        String api = release.serviceAddress() + ":8000";

        assertThat(release.asStranger(Probe.of(release.internalAddress(), api)))
                .isEqualTo("['" + api + "']\n");
    }

    @Test
    void theNamespaceThatIsNamedReadsMetricsOfExecutorsAndReachesNothingElseOfThem(
            @TempDir Path directory) throws Exception {
        try (Sandbox sandbox = Sandbox.open(caller, PYTHON)) {
            assertThat(sandbox.python("print(1)").ok().stdout()).isEqualTo("1\n");
            String address = address(pod(sandbox));

            assertThat(release.asStranger(Probe.of(address + ":8090", address + ":8091")))
                    .isEqualTo("['" + address + ":8091']\n");
            assertThat(release.asStranger(Probe.reading("http://" + address + ":8091/metrics")))
                    .contains("executor_runs_ended_total{verdict=\"ok\"} 1\n");
            try (ApiProxy cluster = new ApiProxy();
                    Prometheus prometheus =
                            Prometheus.of(
                                    new Scraping(release.sandboxes(), cluster.address(), directory)
                                            .byAnnotations())) {
                String ended =
                        "executor_runs_ended_total{verdict=\"ok\",pod=\"%s\"} == 1"
                                .formatted(pod(sandbox));
                Await.until(
                        "it is scraped",
                        SOON,
                        () -> prometheus.isThere() ? prometheus.ask(ended) : List.<JsonNode>of(),
                        series -> series.size() == 1);
            }
        }
    }

    @Test
    void runsGoOnWhileTheControlPlaneIsStartedAgain() {
        try (Sandbox sandbox = Sandbox.open(caller, PYTHON)) {
            String execution =
                    sandbox.submit(
                            Map.of(
                                    "language",
                                    "python",
                                    "timeout",
                                    300,
                                    "code",
                                    "import time\nprint('begun', flush=True)\ntime.sleep(15)\nprint('ended')"));
            Await.until("it runs", SOON, () -> sandbox.status(execution), "running"::equals);

            release.restart();

            assertThat(sandbox.result(execution).ok().stdout()).isEqualTo("begun\nended\n");
            assertThat(sandbox.attempt(execution)).isEqualTo(1);
            assertThat(sandbox.python("print('after')").ok().stdout()).isEqualTo("after\n");
            assertThat(caller.get(sandbox.path()).expect(200).text("container_id"))
                    .isEqualTo(sandbox.container());
        }
    }

    @Test
    void whatRanInAPodThatIsDeletedRunsAgainInAnother() {
        Sandbox sandbox = Sandbox.open(caller, PYTHON);
        String execution =
                sandbox.submit(Map.of("language", "python", "code", SLEEP, "timeout", 700));
        Await.until("it runs", SOON, () -> sandbox.status(execution), "running"::equals);

        delete(sandbox);

        Await.until(
                "it runs again",
                SOON,
                () ->
                        sandbox.attempt(execution) == 2
                                && sandbox.status(execution).equals("running"),
                Boolean::booleanValue);
        assertThat(caller.get(sandbox.path()).expect(200).text("container_id"))
                .isNotEqualTo(sandbox.container());
        assertThat(sandbox.python("print('goes on')").ok().stdout()).isEqualTo("goes on\n");
        sandbox.close();
    }

    @Test
    void whatMustNotRunTwiceFailsWithItsPodAndSaysWhy() {
        Sandbox sandbox = Sandbox.open(caller, PYTHON);
        String execution =
                sandbox.submit(
                        Map.of(
                                "language",
                                "python",
                                "code",
                                SLEEP,
                                "timeout",
                                700,
                                "retry",
                                false));
        Await.until("it runs", SOON, () -> sandbox.status(execution), "running"::equals);

        delete(sandbox);

        assertThat(sandbox.result(execution).failed("crashed").body().path("error").asText())
                .isNotBlank();
        assertThat(
                        caller.get("/api/v1/containers/" + sandbox.container())
                                .expect(200)
                                .json()
                                .path("exit_reason")
                                .asText())
                .isNotBlank();
        sandbox.close();
    }

    private void delete(Sandbox sandbox) {
        Release.kubectl(
                release.sandboxes(), "delete", "pod", pod(sandbox), "--now", "--wait=false");
    }

    private String address(String pod) {
        return Release.kubectl(
                        release.sandboxes(), "get", "pod", pod, "--output=jsonpath={.status.podIP}")
                .strip();
    }

    private static String apiServer() {
        return Release.kubectl(
                                "default",
                                "get",
                                "service",
                                "kubernetes",
                                "--output=jsonpath={.spec.clusterIP}")
                        .strip()
                + ":443";
    }

    private static String nameServer() {
        return Release.kubectl(
                        "kube-system",
                        "get",
                        "service",
                        "kube-dns",
                        "--output=jsonpath={.spec.clusterIP}")
                .strip();
    }
}
