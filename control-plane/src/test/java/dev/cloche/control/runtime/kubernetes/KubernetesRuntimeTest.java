package dev.cloche.control.runtime.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cloche.api.container.ContainerId;
import dev.cloche.control.runtime.ContainerGone;
import dev.cloche.control.runtime.ContainerRuntime;
import dev.cloche.control.runtime.LogQuery;
import dev.cloche.control.runtime.LogReader;
import dev.cloche.control.runtime.RuntimeContract;
import dev.cloche.control.runtime.Started;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// On a real cluster, with the real executor.
@Tag("kubernetes")
@Timeout(300)
final class KubernetesRuntimeTest implements RuntimeContract {

    private static final long PATIENCE_SECONDS = 120;

    private final List<KubernetesRuntime> runtimes = new ArrayList<>();
    private Cluster cluster;
    private KubernetesRuntime runtime;

    @BeforeEach
    void start() {
        cluster = new Cluster();
        runtime = another(cluster.settings(PodProfile.USERNS));
    }

    @AfterEach
    void end() {
        runtimes.forEach(KubernetesRuntime::close);
        cluster.close();
    }

    private KubernetesRuntime another(KubernetesSettings settings) {
        KubernetesRuntime made = cluster.runtime(settings);
        runtimes.add(made);
        return made;
    }

    @Override
    public ContainerRuntime runtime() {
        return runtime;
    }

    @Override
    public void crash(ContainerId id) throws Exception {
        awaitReady(runtime, id);
        kill(id);
    }

    private void kill(ContainerId id) throws Exception {
        try (ExecWatch killed =
                cluster.client()
                        .pods()
                        .inNamespace(cluster.namespace())
                        .withName(PodNames.of(id))
                        .writingOutput(OutputStream.nullOutputStream())
                        .exec("sh", "-c", "kill -KILL -1")) {
            killed.exitCode().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static String awaitReady(KubernetesRuntime runtime, ContainerId id) {
        Instant end = Instant.now().plusSeconds(PATIENCE_SECONDS);
        List<String> log = new ArrayList<>();
        while (Instant.now().isBefore(end)) {
            try (LogReader reader = runtime.follow(id, new LogQuery(1000, Optional.empty()))) {
                Optional<List<String>> more = reader.next(Duration.ofSeconds(1));
                while (more.isPresent()) {
                    log.addAll(more.get());
                    Optional<String> ready =
                            log.stream()
                                    .filter(line -> line.contains("executor is ready"))
                                    .findFirst();
                    if (ready.isPresent()) {
                        return ready.get();
                    }
                    more = reader.next(Duration.ofSeconds(1));
                }
            }
        }
        throw new AssertionError("executor of " + id + " is not ready: " + log);
    }

    private Pod pod(ContainerId id) {
        return cluster.client()
                .pods()
                .inNamespace(cluster.namespace())
                .withName(PodNames.of(id))
                .get();
    }

    private static ContainerGone awaitGone(BlockingQueue<ContainerGone> told) throws Exception {
        ContainerGone gone = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(gone).isNotNull();
        return gone;
    }

    @ParameterizedTest
    @EnumSource(PodProfile.class)
    void theExecutorIsToldItsSecretsAndFindsIsolation(PodProfile profile) throws Exception {
        KubernetesRuntime its = another(cluster.settings(profile));

        Started started = its.start(RuntimeContract.spec(ONE));

        assertThat(started).isInstanceOf(Started.Running.class);
        assertThat(awaitReady(its, ONE))
                .contains(
                        profile == PodProfile.USERNS ? "isolation=full" : "isolation=shared_proc");
        assertThat(new JsonMapper().writeValueAsString(pod(ONE)))
                .doesNotContain("5ecret")
                .doesNotContain("serviceaccount");
        assertThat(pod(ONE).getSpec().getVolumes()).isEmpty();
    }

    @Test
    void theNextControlPlaneFindsWhatLivesAndIsToldOfWhatEndedMeanwhile() throws Exception {
        runtime.start(RuntimeContract.spec(ONE));
        runtime.start(RuntimeContract.spec(OTHER));
        awaitReady(runtime, ONE);
        awaitReady(runtime, OTHER);
        runtime.close();
        runtimes.remove(runtime);
        kill(ONE);

        KubernetesRuntime next = another(cluster.settings(PodProfile.USERNS));
        BlockingQueue<ContainerGone> told = new LinkedBlockingQueue<>();
        next.watch(told::add);

        assertThat(awaitGone(told).id()).isEqualTo(ONE);
        assertThat(next.alive()).containsExactly(OTHER);
        assertThat(next.logs(ONE, 100)).anyMatch(line -> line.contains("executor is ready"));
    }

    @Test
    void aPodThatSomebodyDeletesIsGone() throws Exception {
        BlockingQueue<ContainerGone> told = new LinkedBlockingQueue<>();
        runtime.watch(told::add);
        runtime.start(RuntimeContract.spec(ONE));
        awaitReady(runtime, ONE);

        cluster.client().resource(pod(ONE)).withGracePeriod(0).delete();

        ContainerGone gone = awaitGone(told);
        assertThat(gone.id()).isEqualTo(ONE);
        assertThat(gone.reason()).isNotBlank();
        assertThat(runtime.alive()).isEmpty();
    }

    @Test
    void anImageThatCannotBeHadIsSaid() throws Exception {
        KubernetesRuntime its =
                another(
                        cluster.settings(
                                PodProfile.RESTRICTED, "localhost/cloche/nothing:1", Map.of()));
        BlockingQueue<ContainerGone> told = new LinkedBlockingQueue<>();
        its.watch(told::add);

        its.start(RuntimeContract.spec(ONE));

        assertThat(awaitGone(told).reason()).contains("image").contains("nothing:1");
    }

    @Test
    void aPodThatNoNodeTakesIsGivenUp() throws Exception {
        KubernetesRuntime its =
                another(
                        cluster.settings(
                                PodProfile.RESTRICTED, Cluster.IMAGE, Map.of("no", "where")));
        BlockingQueue<ContainerGone> told = new LinkedBlockingQueue<>();
        its.watch(told::add);

        its.start(RuntimeContract.spec(ONE));

        assertThat(awaitGone(told).reason()).contains("no node takes it");
    }

    @Test
    void aQuotaThatIsUsedUpIsNoRoom() {
        cluster.client()
                .resource(
                        new ResourceQuotaBuilder()
                                .withNewMetadata()
                                .withName("none")
                                .withNamespace(cluster.namespace())
                                .endMetadata()
                                .withNewSpec()
                                .withHard(Map.of("pods", new Quantity("0")))
                                .endSpec()
                                .build())
                .create();
        cluster.client()
                .resourceQuotas()
                .inNamespace(cluster.namespace())
                .withName("none")
                .waitUntilCondition(
                        quota ->
                                quota != null
                                        && quota.getStatus() != null
                                        && quota.getStatus().getHard() != null,
                        PATIENCE_SECONDS,
                        TimeUnit.SECONDS);

        assertThat(runtime.start(RuntimeContract.spec(ONE)))
                .isInstanceOfSatisfying(
                        Started.NoRoom.class, no -> assertThat(no.why()).contains("quota"));
        assertThat(runtime.alive()).isEmpty();
    }

    @Test
    void aPodThatTheNamespaceForbidsIsRefused() {
        cluster.client()
                .namespaces()
                .withName(cluster.namespace())
                .edit(namespace -> {
                    namespace
                            .getMetadata()
                            .getLabels()
                            .put("pod-security.kubernetes.io/enforce", "restricted");
                    return namespace;
                });

        assertThat(
                        another(cluster.settings(PodProfile.UNCONFINED))
                                .start(RuntimeContract.spec(ONE)))
                .isInstanceOfSatisfying(
                        Started.Refused.class, no -> assertThat(no.why()).contains("PodSecurity"));
        assertThat(
                        another(cluster.settings(PodProfile.RESTRICTED))
                                .start(RuntimeContract.spec(ONE)))
                .isInstanceOf(Started.Running.class);
    }

    @Test
    void theChartGrantsWhatIsUsedAndNothingElse() throws Exception {
        Permissions permissions = new Permissions();
        KubernetesRuntime its =
                new KubernetesRuntime(
                        permissions.client(), cluster.settings(PodProfile.RESTRICTED));
        runtimes.add(its);
        BlockingQueue<ContainerGone> told = new LinkedBlockingQueue<>();
        its.watch(told::add);

        its.start(RuntimeContract.spec(ONE));
        awaitReady(its, ONE);
        assertThat(its.logs(ONE, 100)).isNotEmpty();
        its.remove(ONE);
        awaitGone(told);
        its.purge(ONE);

        assertThat(permissions.used()).isEqualTo(Permissions.granted());
    }
}
