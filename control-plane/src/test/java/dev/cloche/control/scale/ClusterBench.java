package dev.cloche.control.scale;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/// How long sessions of a release in a real cluster take to be there, beside bare pods of the same
/// description. Arguments: the address of its API, a token of an admin, the namespace of its
/// sandboxes.
final class ClusterBench {

    private static final int ONE_BY_ONE = 20;
    private static final int AT_ONCE = 30;
    private static final int WARM = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String SESSIONS = "/api/v1/sessions";
    private static final String TEMPLATE =
            """
            {"id":"%1$s","name":"%1$s","image":"of-the-settings",
             "default_resources":{"cpu":"0.5","memory":"256Mi","disk":"1Gi"},
             "languages":["python"],"pool":{"min":%2$d,"target":%2$d,"max":%2$d}}
            """;

    private final HttpClient http = HttpClient.newHttpClient();
    private final KubernetesClient client = Scene.client();
    private final String url;
    private final String token;
    private final String namespace;

    private ClusterBench(String url, String token, String namespace) {
        this.url = url;
        this.token = token;
        this.namespace = namespace;
    }

    public static void main(String[] arguments) throws Exception {
        new ClusterBench(arguments[0], arguments[1], arguments[2]).run();
    }

    private void run() throws Exception {
        send("POST", "/api/v1/templates", TEMPLATE.formatted("bench-cold", 0));
        send("POST", "/api/v1/templates", TEMPLATE.formatted("bench-warm", WARM));
        Pod pod = description();
        List<Integer> turns = IntStream.range(0, ONE_BY_ONE).boxed().toList();
        List<Integer> crowd = IntStream.range(0, AT_ONCE).boxed().toList();
        Map<Integer, String> made = new ConcurrentHashMap<>();

        Scene.row("one after another", "p50 ms", "p95 ms", "n");
        Scene.row("---", "--:", "--:", "--:");
        row("bare pod, created → Running", each(turns, _ -> {}, n -> bare(pod, n), n -> delete(n)));
        row(
                "session, cold: created → running",
                each(
                        turns,
                        _ -> {},
                        n -> made.put(n, create("bench-cold")),
                        n -> end(made.get(n))));
        row(
                "session, warm: created → running",
                each(
                        turns,
                        _ -> awaitWarm(),
                        n -> made.put(n, create("bench-warm")),
                        n -> end(made.get(n))));
        row(
                "session, warm: created → output of its first run",
                each(
                        turns,
                        _ -> awaitWarm(),
                        n -> made.put(n, first("bench-warm")),
                        n -> end(made.get(n))));
        row(
                "session, cold: created → output of its first run",
                each(turns, _ -> {}, n -> made.put(n, first("bench-cold")), n -> end(made.get(n))));

        System.out.println();
        Scene.row(AT_ONCE + " at once", "all after ms", "p50 ms", "p95 ms");
        Scene.row("---", "--:", "--:", "--:");
        atOnce("bare pods", Times.of(AT_ONCE, crowd, n -> bare(pod, n)));
        Times _ = Times.of(AT_ONCE, crowd, this::delete);
        atOnce("sessions, cold", Times.of(AT_ONCE, crowd, n -> made.put(n, create("bench-cold"))));
        Times _ = Times.of(AT_ONCE, crowd, n -> end(made.get(n)));
        for (String template : List.of("bench-cold", "bench-warm")) {
            send("DELETE", "/api/v1/templates/" + template, "");
        }
    }

    private static void row(String what, Times times) {
        Scene.row(what, times.quantile(0.5), times.quantile(0.95), times.nanos().size());
    }

    private static void atOnce(String what, Times times) {
        Scene.row(what, times.total() / 1e6, times.quantile(0.5), times.quantile(0.95));
    }

    private interface Turn {
        void take(int number) throws Exception;
    }

    // What comes before and after does not count.
    private static Times each(List<Integer> turns, Turn before, Turn counted, Turn after)
            throws Exception {
        List<Long> nanos = new ArrayList<>();
        for (int turn : turns) {
            before.take(turn);
            long begun = System.nanoTime();
            counted.take(turn);
            nanos.add(System.nanoTime() - begun);
            after.take(turn);
        }
        return new Times(nanos.stream().sorted().toList(), 0);
    }

    /// That of a sandbox's pod.
    private Pod description() {
        String session = create("bench-cold");
        String container = field(send("GET", SESSIONS + "/" + session, ""), "container_id");
        Pod pod = client.pods().inNamespace(namespace).withName(container.replace('_', '-')).get();
        end(session);
        return pod;
    }

    private static String name(int number) {
        return "bare-" + number;
    }

    private void bare(Pod pod, int number) {
        client.resource(
                        new PodBuilder()
                                .withNewMetadata()
                                .withName(name(number))
                                .withNamespace(namespace)
                                .endMetadata()
                                .withSpec(pod.getSpec())
                                .editSpec()
                                .withNodeName(null)
                                .endSpec()
                                .build())
                .create();
        client.pods()
                .inNamespace(namespace)
                .withName(name(number))
                .waitUntilCondition(
                        seen -> seen != null && "Running".equals(seen.getStatus().getPhase()),
                        PATIENCE.toSeconds(),
                        TimeUnit.SECONDS);
    }

    private void delete(int number) {
        client.pods().inNamespace(namespace).withName(name(number)).withGracePeriod(0).delete();
        client.pods()
                .inNamespace(namespace)
                .withName(name(number))
                .waitUntilCondition(Objects::isNull, PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private String create(String template) {
        String answer =
                send(
                        "POST",
                        SESSIONS + "?wait=110",
                        "{\"template_id\":\"%s\"}".formatted(template));
        if (!field(answer, "status").equals("running")) {
            throw new IllegalStateException(answer);
        }
        return field(answer, "session_id");
    }

    private String first(String template) {
        String session = create(template);
        String answer =
                send(
                        "POST",
                        SESSIONS + "/" + session + "/execute-sync",
                        "{\"language\":\"python\",\"code\":\"print(1+1)\"}");
        if (!field(answer, "stdout").equals("2\\n")) {
            throw new IllegalStateException(answer);
        }
        return session;
    }

    private void end(String session) {
        send("DELETE", SESSIONS + "/" + session, "");
    }

    private void awaitWarm() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (send("GET", "/api/v1/containers?template_id=bench-warm&state=warm&limit=50", "")
                        .split("\"state\":\"warm\"", -1)
                        .length
                <= WARM) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the pool is not full");
            }
            LockSupport.parkNanos(100_000_000);
        }
    }

    private static String field(String json, String name) {
        return json.replaceAll("(?s).*?\"" + name + "\":\"((?:[^\"\\\\]|\\\\.)*)\".*", "$1");
    }

    private String send(String method, String path, String body) {
        try {
            HttpResponse<String> answer =
                    http.send(
                            HttpRequest.newBuilder(URI.create(url + path))
                                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                                    .header("Content-Type", "application/json")
                                    .header("Authorization", "Bearer " + token)
                                    .timeout(PATIENCE)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException(path + ": " + answer.statusCode() + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
