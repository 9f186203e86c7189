package dev.cloche.acceptance.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Checkout;
import dev.cloche.acceptance.product.Command;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The platform as its chart installs it, in namespaces of its own of the cluster that KUBECONFIG
/// names, reached through its Service.
public final class Release implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int PORT = 8000;
    private static final String SANDBOX = image("CLOCHE_TEST_IMAGE", "python-basic");
    private static final String ANY_LANGUAGE = image("CLOCHE_TEST_ANY_LANGUAGE", "multi-language");
    private static final String CONTROL_PLANE = image("CLOCHE_TEST_CONTROL_PLANE", "control-plane");
    private static final String CHART = Checkout.home() + "/helm/cloche";
    private static final Pattern FORWARDING = Pattern.compile("from 127\\.0\\.0\\.1:([0-9]+) ->");

    private final String name;
    private final List<String> values = new ArrayList<>();
    private final Caller caller;
    private final String port;
    private Process forwarding;

    /// Installs it and waits until it is ready.
    ///
    /// @param values of the chart, each as `name=value`, besides those that every test needs;
    ///   NAMESPACE stands for that of the control planes
    public Release(String... values) {
        this(name(), _ -> List.of(values));
    }

    private Release(String name, Function<String, List<String>> valuesIn) {
        this.name = name;
        try {
            values.addAll(valuesIn.apply(name));
            run(helm("install"));
            String token = inside("/opt/cloche/token", "--role", "admin");
            forwarding = forward("service/" + name, "");
            port = port(forwarding);
            caller = new Caller("http://127.0.0.1:" + port, Map.of()).withToken(token.strip());
        } catch (RuntimeException | Error e) {
            uninstall();
            throw e;
        }
    }

    private static String name() {
        return "cloche-" + UUID.randomUUID().toString().substring(0, 8);
    }

    /// The same with all languages in its sandboxes.
    public static Release withAnyLanguage(String... values) {
        return new Release(
                Stream.concat(Stream.of("image.sandbox=" + ANY_LANGUAGE), Stream.of(values))
                        .toArray(String[]::new));
    }

    /// The same with the database on a volume, in a namespace where only pods of the strictest
    /// level are let in.
    static Release onAVolume(String... values) {
        return new Release(
                name(),
                name -> {
                    List<String> all = new ArrayList<>(List.of(values));
                    kubectl("default", "create", "namespace", name);
                    all.add("persistence.enabled=true");
                    all.add("persistence.existingClaim=" + Errand.volume(name, SANDBOX));
                    kubectl(
                            "default",
                            "label",
                            "namespace",
                            name,
                            "pod-security.kubernetes.io/enforce=restricted");
                    return List.copyOf(all);
                });
    }

    /// The same with a bucket for the files of sessions, of a service beside it.
    static Release withBucket() {
        return new Release(
                name(),
                name -> {
                    kubectl("default", "create", "namespace", name);
                    return S3Pod.start(name, CONTROL_PLANE);
                });
    }

    private List<String> helm(String verb) {
        List<String> words = new ArrayList<>();
        words.addAll(List.of("helm", verb, name, CHART, "--namespace", name, "--create-namespace"));
        words.addAll(List.of("--wait", "--timeout", PATIENCE.toSeconds() + "s"));
        words.addAll(set("sandboxes.namespace=" + sandboxes()));
        words.addAll(set("sandboxes.max=6"));
        words.addAll(set("persistence.enabled=false"));
        words.addAll(set("image.sandbox=" + SANDBOX));
        words.addAll(set("image.controlPlane=" + CONTROL_PLANE));
        values.forEach(value -> words.addAll(set(value.replace("NAMESPACE", name))));
        return List.copyOf(words);
    }

    private String inside(String... command) {
        List<String> words = new ArrayList<>(List.of("exec", "deploy/" + name, "--"));
        words.addAll(List.of(command));
        return kubectl(name, words.toArray(String[]::new));
    }

    /// Runs the chart's own test.
    ///
    /// @return what it printed
    String test() {
        return run(List.of("helm", "test", name, "--namespace", name, "--logs", "--timeout", "5m"));
    }

    /// Ends the control plane, and waits until the kubelet has started it again with its data.
    void restart() {
        inside("sh", "-c", "kill 1");
        Await.until(
                "the control plane is back",
                PATIENCE,
                () -> ofControlPlane("{.restartCount} {.ready}"),
                "1 true"::equals);
        reach();
    }

    /// Ends all control planes, and waits until they have ended.
    void scaleToNone() {
        kubectl(name, "scale", "deployment/" + name, "--replicas=0");
        Await.until("no control plane is left", PATIENCE, this::pods, List::isEmpty);
    }

    /// Gives the chart other values too, from now on, and waits until all control planes have been
    /// replaced.
    void upgrade(String... more) {
        List<String> before = pods();
        values.addAll(List.of(more));
        run(helm("upgrade"));
        Await.until(
                "those before are gone",
                PATIENCE,
                this::pods,
                now -> now.stream().noneMatch(before::contains));
        reach();
    }

    // By one that lives now.
    private void reach() {
        forwarding.destroy();
        // The end of the process is what frees the port.
        forwarding.onExit().join();
        forwarding = forward("service/" + name, port);
        assertThat(port(forwarding)).isEqualTo(port);
    }

    /// Runs something with a caller for each control plane.
    void reachEach(Consumer<List<Caller>> what) {
        List<Process> ways = new ArrayList<>();
        try {
            for (String pod : pods()) {
                ways.add(forward("pod/" + pod, ""));
            }
            what.accept(ways.stream().map(way -> callerAt(port(way))).toList());
        } finally {
            ways.forEach(Process::destroy);
        }
    }

    private Caller callerAt(String port) {
        return new Caller("http://127.0.0.1:" + port, caller.headers());
    }

    /// The control planes' pods that live.
    List<String> pods() {
        String names =
                kubectl(
                        name,
                        "get",
                        "pods",
                        "--selector=app.kubernetes.io/component=control-plane",
                        "--output=jsonpath={range .items[?(@.status.phase=='Running')]}{.metadata.name} {end}");
        return Stream.of(names.split(" ")).filter(pod -> !pod.isBlank()).toList();
    }

    private String ofControlPlane(String fields) {
        return kubectl(
                        name,
                        "get",
                        "pods",
                        "--selector=app.kubernetes.io/component=control-plane",
                        "--output=jsonpath={range .items[*].status.containerStatuses[*]}"
                                + fields
                                + "{end}")
                .strip();
    }

    /// Runs a command in a sandbox's pod, beside its executor.
    String inPod(String pod, String... command) {
        List<String> words = new ArrayList<>(List.of("exec", pod, "--"));
        words.addAll(List.of(command));
        return kubectl(sandboxes(), words.toArray(String[]::new));
    }

    /// The address of its Service in the cluster.
    String serviceAddress() {
        return serviceAddress(name);
    }

    /// Where it takes reports.
    String internalAddress() {
        return serviceAddress(name + "-internal") + ":8081";
    }

    /// The address of a control plane's pod.
    String podAddress() {
        return kubectl(name, "get", "pod", pods().getFirst(), "--output=jsonpath={.status.podIP}")
                .strip();
    }

    private String serviceAddress(String service) {
        return kubectl(name, "get", "service", service, "--output=jsonpath={.spec.clusterIP}")
                .strip();
    }

    /// Where its database is, when it is in a pod of its own.
    String databaseAddress() {
        return serviceAddress(name + "-database") + ":5432";
    }

    /// Kills the database's pod without a word.
    ///
    /// @return what tells the next one from it
    String killDatabase() {
        String killed = databasePod();
        kubectl(name, "delete", "pod", name + "-database-0", "--grace-period=0", "--force");
        return killed;
    }

    String databasePod() {
        return kubectl(
                name,
                "get",
                "pods",
                "--selector=app.kubernetes.io/component=database",
                "--output=jsonpath={.items[*].metadata.uid}");
    }

    /// Runs a program in Python in a pod beside the control planes that they know nothing of.
    String asStranger(String code) {
        return Errand.python(name, SANDBOX, code);
    }

    /// The namespace of its control planes, which is its own name too.
    String namespace() {
        return name;
    }

    private static List<String> set(String value) {
        return List.of("--set", value);
    }

    private static String image(String variable, String name) {
        return Optional.ofNullable(System.getenv(variable))
                .orElse("localhost/cloche/" + name + ":dev");
    }

    /// The namespace of its sandboxes.
    public String sandboxes() {
        return name + "-sandboxes";
    }

    /// An admin.
    public Caller caller() {
        return caller;
    }

    static String kubectl(String namespace, String... words) {
        List<String> all = new ArrayList<>(List.of("kubectl", "--namespace", namespace));
        all.addAll(List.of(words));
        return run(all);
    }

    /// The same, which reads a file.
    static String kubectlWith(Path input, String namespace, String... words) {
        List<String> all = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" <\"$0\""));
        all.addAll(List.of(input.toString(), "kubectl", "--namespace", namespace));
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

    private Process forward(String what, String from) {
        try {
            return new ProcessBuilder(
                            "kubectl", "--namespace", name, "port-forward", what, from + ":" + PORT)
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
        // What ran out of time is taken away all the same.
        boolean interrupted = Thread.interrupted();
        run(List.of("helm", "uninstall", name, "--namespace", name, "--ignore-not-found"));
        run(List.of("kubectl", "delete", "namespace", name, sandboxes(), "--ignore-not-found"));
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Leaves nothing: it waits until the namespaces are gone.
    @Override
    public void close() {
        forwarding.destroy();
        uninstall();
    }
}
