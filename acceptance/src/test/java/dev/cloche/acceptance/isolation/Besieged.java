package dev.cloche.acceptance.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.docker.DockerEngine;
import dev.cloche.acceptance.kubernetes.Release;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Finished;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A platform whose sandboxes are attacked, each in a pod or container of its own.
final class Besieged implements AutoCloseable {

    private static final String TEMPLATE = "attacked";
    // A pod's processors are shared with whatever else the node does.
    private static final int GRACE = 30;

    private final Runnable end;
    private final Caller caller;

    /// In a cluster.
    ///
    /// @param profile what its pods are allowed
    /// @param isolation what can be had in them
    static Besieged inCluster(String profile, String isolation) {
        Release release = Release.withAnyLanguage("sandboxes.profile=" + profile);
        return new Besieged(
                release.caller(),
                isolation,
                List.of("python", "javascript", "shell"),
                release::close);
    }

    /// In a Docker engine.
    static Besieged inEngine() {
        DockerEngine engine = DockerEngine.unused();
        Product product = Product.start(engine.settings());
        return new Besieged(
                product.admin(),
                "full",
                List.of("python", "shell"),
                () -> {
                    product.close();
                    engine.clear();
                });
    }

    private Besieged(Caller caller, String isolation, List<String> languages, Runnable end) {
        this.caller = caller;
        this.end = end;
        Map<String, Object> template =
                Map.of(
                        "id",
                        TEMPLATE,
                        "name",
                        TEMPLATE,
                        "image",
                        "named-by-the-settings",
                        "isolation",
                        isolation,
                        "languages",
                        languages,
                        "default_resources",
                        Map.of("cpu", "1", "memory", "256Mi", "disk", "1Gi"));
        caller.post("/api/v1/templates", template).expect(201);
    }

    Sandbox open() {
        Map<String, Object> session = new HashMap<>(Attack.session());
        session.put("template_id", TEMPLATE);
        return Sandbox.open(caller, session);
    }

    /// Begins an attack that is tried again when the platform has lost it.
    ///
    /// @return the execution
    String begin(Sandbox sandbox, Attack attack) {
        Map<String, Object> request = new HashMap<>(attack.request(attack.timeout()));
        request.put("event", Map.of("lowest_score", 0));
        return sandbox.submit(request);
    }

    /// How an attack ended that is not tried again.
    Finished attack(Sandbox sandbox, Attack attack) {
        Map<String, Object> request = new HashMap<>(attack.request(attack.timeout()));
        // The executor is not root there.
        request.put("event", Map.of("lowest_score", 0));
        request.put("retry", false);
        return sandbox.result(sandbox.submit(request), attack.timeout() + GRACE);
    }

    /// An attack that ends as it should and leaves its pod and its session as they were.
    ///
    /// @return what it got
    List<String> contain(Attack attack) {
        try (Sandbox attacker = open()) {
            Finished end = attack(attacker, attack);

            assertThat(end.verdict())
                    .as("verdict of %s; it said: %s %s", attack, end.stdout(), end.stderr())
                    .isIn(attack.verdicts());
            assertThat(caller.get(attacker.path()).expect(200).text("container_id"))
                    .as("its pod")
                    .isEqualTo(attacker.container());
            // It may have locked or filled its own workspace, but not the executor.
            assertThat(attacker.run(Map.of("language", "shell", "code", "exit 3")).verdict())
                    .isNotEqualTo("crashed");
            return end.verdict().equals("ok") ? attack.gain(end) : List.of();
        }
    }

    /// Why the pod of a session ended.
    String endOfPod(Sandbox sandbox) {
        return caller.get("/api/v1/containers/" + sandbox.container())
                .expect(200)
                .json()
                .path("exit_reason")
                .asText();
    }

    @Override
    public void close() {
        end.run();
    }
}
