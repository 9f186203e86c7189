package dev.cloche.acceptance.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Checkout;
import dev.cloche.acceptance.product.Command;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The platform as its chart installs it, in namespaces of its own of the cluster that KUBECONFIG
/// names, reached through its Service.
final class Release implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Pattern FORWARDING = Pattern.compile("from 127\\.0\\.0\\.1:([0-9]+) ->");

    private final String name = "cloche-" + UUID.randomUUID().toString().substring(0, 8);
    private final Process forwarding;
    private final Caller caller;

    Release() {
        List<String> install = new ArrayList<>();
        install.addAll(List.of("helm", "install", name, Checkout.home() + "/helm/cloche"));
        install.addAll(List.of("--namespace", name, "--create-namespace"));
        install.addAll(List.of("--wait", "--timeout", PATIENCE.toSeconds() + "s"));
        install.addAll(set("sandboxes.namespace", sandboxes()));
        install.addAll(set("sandboxes.max", "5"));
        install.addAll(set("persistence.enabled", "false"));
        install.addAll(set("image.sandbox", image("CLOCHE_TEST_IMAGE", "python-basic")));
        install.addAll(
                set("image.controlPlane", image("CLOCHE_TEST_CONTROL_PLANE", "control-plane")));
        try {
            run(install);
            String token =
                    kubectl(
                            name,
                            "exec",
                            "deploy/" + name,
                            "--",
                            "/opt/cloche/token",
                            "--role",
                            "admin");
            forwarding = forward();
            caller =
                    new Caller("http://127.0.0.1:" + port(forwarding), Map.of())
                            .withToken(token.strip());
        } catch (RuntimeException | Error e) {
            uninstall();
            throw e;
        }
    }

    private static List<String> set(String value, String to) {
        return List.of("--set", value + "=" + to);
    }

    private static String image(String variable, String name) {
        return Optional.ofNullable(System.getenv(variable))
                .orElse("localhost/cloche/" + name + ":dev");
    }

    /// Where its sandboxes are.
    String sandboxes() {
        return name + "-sandboxes";
    }

    Caller caller() {
        return caller;
    }

    static String kubectl(String namespace, String... words) {
        List<String> all = new ArrayList<>(List.of("kubectl", "--namespace", namespace));
        all.addAll(List.of(words));
        return run(all);
    }

    private static String run(List<String> words) {
        try {
            Command done = Command.run(PATIENCE.plusSeconds(30), Map.of(), words);
            assertThat(done.exitCode()).as("%s: %s", words, done).isZero();
            return done.stdout();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Process forward() {
        try {
            return new ProcessBuilder(
                            "kubectl",
                            "--namespace",
                            name,
                            "port-forward",
                            "service/" + name,
                            ":8000")
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String port(Process forwarding) {
        try {
            var lines =
                    new BufferedReader(
                            new InputStreamReader(
                                    forwarding.getInputStream(), StandardCharsets.UTF_8));
            String line = String.valueOf(lines.readLine());
            Matcher matcher = FORWARDING.matcher(line);
            assertThat(matcher.find()).as(line).isTrue();
            return matcher.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void uninstall() {
        run(List.of("helm", "uninstall", name, "--namespace", name, "--ignore-not-found"));
        run(List.of("kubectl", "delete", "namespace", name, sandboxes(), "--ignore-not-found"));
    }

    /// Leaves nothing: it waits until the namespaces are gone.
    @Override
    public void close() {
        forwarding.destroy();
        uninstall();
    }
}
