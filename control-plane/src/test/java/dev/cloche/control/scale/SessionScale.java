package dev.cloche.control.scale;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/// How a whole control plane and its database do with many sessions, each with a pod of
/// [FakeNodes]. Arguments: how many, and an empty directory.
final class SessionScale {

    private static final int THREADS = 16;
    private static final int STEPS = 10;
    private static final int READS = 500;
    private static final int CLAIMED_AMONG = 10_000;
    private static final String SESSIONS = "/api/v1/sessions";

    private final HttpClient http = HttpClient.newHttpClient();
    private final ConcurrentLinkedQueue<String> made = new ConcurrentLinkedQueue<>();
    private final PlaneProcess plane;
    private final String token;

    private SessionScale(PlaneProcess plane) throws Exception {
        this.plane = plane;
        plane.start();
        token = plane.token();
    }

    public static void main(String[] arguments) throws Exception {
        Path data = Path.of(arguments[1]);
        int count = Integer.parseInt(arguments[0]);
        try (KubernetesClient client = Scene.client()) {
            Scene.prepare(client);
        }
        PlaneProcess plane = new PlaneProcess(data);
        try {
            new SessionScale(plane).run(count);
        } finally {
            plane.end();
        }
        new ClaimScale(data).run(Math.max(count, CLAIMED_AMONG));
    }

    private void run(int count) throws Exception {
        Scene.row(
                "sessions",
                "creates/s",
                "p50 ms",
                "p99 ms",
                "control plane CPU ms/create",
                "PostgreSQL CPU ms/create",
                "control plane MB");
        Scene.row("--:", "--:", "--:", "--:", "--:", "--:", "--:");
        for (int step = 1; step <= STEPS; step++) {
            double cpu = plane.cpuMillis();
            double database = plane.databaseCpuMillis();
            int each = count / STEPS;
            Times creates =
                    Times.of(THREADS, IntStream.range(0, each).boxed().toList(), _ -> create());
            Scene.row(
                    step * each,
                    creates.perSecond(),
                    creates.quantile(0.5),
                    creates.quantile(0.99),
                    (plane.cpuMillis() - cpu) / each,
                    (plane.databaseCpuMillis() - database) / each,
                    plane.residentMegabytes());
        }
        System.out.println();
        reads();
        idle();
        plane.end();
        System.out.printf("ready again after %.1f s%n", plane.start());
        reads();
    }

    private void create() {
        HttpResponse<String> answer =
                send(
                        HttpRequest.newBuilder()
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                "{\"template_id\":\"python-basic\"}"))
                                .header("Content-Type", "application/json"),
                        SESSIONS);
        if (answer.statusCode() != 201) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
        made.add(answer.body().replaceAll("(?s).*\"session_id\":\"([^\"]+)\".*", "$1"));
    }

    private void reads() throws Exception {
        List<String> some = new ArrayList<>(made).subList(0, Math.min(READS, made.size()));
        Times one = Times.of(1, some, id -> get(SESSIONS + "/" + id));
        Times list =
                Times.of(
                        1,
                        IntStream.range(0, 20).boxed().toList(),
                        _ -> get(SESSIONS + "?limit=50"));
        System.out.printf(
                "get one session p50 %.1f ms, list of 50 p50 %.1f ms%n",
                one.quantile(0.5), list.quantile(0.5));
    }

    private void get(String path) {
        HttpResponse<String> answer = send(HttpRequest.newBuilder().GET(), path);
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(path + " " + answer.statusCode() + " " + answer.body());
        }
    }

    private void idle() {
        double cpu = plane.cpuMillis();
        LockSupport.parkNanos(20_000_000_000L);
        System.out.printf(
                "while nobody asks: %.1f %% of a processor%n", (plane.cpuMillis() - cpu) / 200);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String path) {
        try {
            return http.send(
                    request.uri(URI.create(plane.url() + path))
                            .header("Authorization", "Bearer " + token)
                            .timeout(Duration.ofSeconds(60))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
