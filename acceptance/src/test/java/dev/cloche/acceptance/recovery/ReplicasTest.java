package dev.cloche.acceptance.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.acceptance.product.Answer;
import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Finished;
import dev.cloche.acceptance.product.LivingProcess;
import dev.cloche.acceptance.product.Postgres;
import dev.cloche.acceptance.product.Product;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Two control planes on one database and one data directory.
@Tag("long")
final class ReplicasTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    /// Those who wait are woken long before their patience is over.
    private static final int PATIENCE = 110;

    private static final Duration WOKEN = Duration.ofSeconds(90);

    /// More than there are in one container.
    private static final int PLACES = 20;

    private static Postgres postgres;
    private static Product one;
    private static Product other;

    @BeforeAll
    static void start() {
        postgres = Postgres.start();
        one = Product.start(postgres.settings());
        other = one.startBeside();
    }

    @AfterAll
    static void close() throws InterruptedException {
        try {
            other.stop();
            one.close();
        } finally {
            postgres.close();
        }
    }

    @Test
    void aWaiterIsWokenByWhatTheOtherOneHears() throws Exception {
        String tenant = tenant();
        String session = session(one.user(tenant));
        String execution = submit(one.user(tenant), session, "sleep 2; echo heard");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Finished> waiter = threads.submit(() -> result(other.user(tenant), execution));
            assertThat(waiter.get(WOKEN.toSeconds(), TimeUnit.SECONDS).ok().stdout())
                    .isEqualTo("heard\n");
        }
    }

    @Test
    void aWaiterIsWokenThoughConnectionsToTheDatabaseWereCut() throws Exception {
        String tenant = tenant();
        String session = session(one.user(tenant));
        String execution = submit(one.user(tenant), session, "sleep 4; echo heard");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Finished> waiter = threads.submit(() -> result(other.user(tenant), execution));
            assertThat(waits(waiter)).isTrue();
            postgres.cutConnections();
            assertThat(waiter.get(WOKEN.toSeconds(), TimeUnit.SECONDS).ok().stdout())
                    .isEqualTo("heard\n");
        }
    }

    @Test
    void noPlaceIsGivenTwiceThoughBothTakeThemAtOnce() throws Exception {
        String tenant = tenant();
        List<Future<String>> asked = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < PLACES; i++) {
                String key = "place-" + i;
                for (Product each : List.of(one, other)) {
                    asked.add(
                            threads.submit(
                                    () -> session(each.user(tenant).with("Idempotency-Key", key))));
                }
            }
        }
        Set<String> sessions = new HashSet<>();
        for (int i = 0; i < PLACES; i++) {
            String session = asked.get(2 * i).get();
            assertThat(asked.get(2 * i + 1).get()).as("one key, one session").isEqualTo(session);
            sessions.add(session);
        }
        assertThat(sessions).hasSize(PLACES);
        assertThat(containersOf(tenant))
                .allSatisfy((_, count) -> assertThat(count).isBetween(1, 16));
        sessions.forEach(id -> other.user(tenant).delete("/api/v1/sessions/" + id).expect(200));
    }

    private static Map<String, Integer> containersOf(String tenant) {
        Map<String, Integer> sessions = new HashMap<>();
        for (JsonNode session :
                one.user(tenant)
                        .get("/api/v1/sessions?limit=100")
                        .expect(200)
                        .json()
                        .path("sessions")) {
            sessions.merge(session.path("container_id").asText(), 1, Integer::sum);
        }
        assertThat(sessions).isNotEmpty();
        return sessions;
    }

    @Test
    void whatOneStartedTheOtherOneServesWhenItIsKilled() throws InterruptedException {
        String tenant = tenant();
        String session = session(one.user(tenant));
        List<String> executions = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            executions.add(
                    submit(one.user(tenant), session, "sleep 3; echo x >> count; echo " + i));
        }
        one.kill();
        Caller caller = other.user(tenant);
        for (int i = 0; i < executions.size(); i++) {
            assertThat(result(caller, executions.get(i)).ok().stdout()).isEqualTo(i + "\n");
        }
        assertThat(run(caller, session, "wc -l < count").ok().stdout().strip())
                .as("each ran once")
                .isEqualTo("4");
        assertThat(run(caller, session(caller), "echo new").ok().stdout()).isEqualTo("new\n");
        one.restart();
        assertThat(run(one.user(tenant), session, "echo back").ok().stdout()).isEqualTo("back\n");
    }

    @Test
    void whatOneStartedTheOtherOneServesWhenItHangs() throws IOException, InterruptedException {
        String tenant = tenant();
        String session = session(one.user(tenant));
        String execution = submit(one.user(tenant), session, "sleep 2; echo told");
        one.freeze();
        try {
            Caller caller = other.user(tenant);
            assertThat(result(caller, execution).ok().stdout()).isEqualTo("told\n");
            assertThat(run(caller, session, "echo on").ok().stdout()).isEqualTo("on\n");
            assertThat(run(caller, session(caller), "echo new").ok().stdout()).isEqualTo("new\n");
            caller.delete("/api/v1/sessions/" + session).expect(200);
        } finally {
            one.thaw();
        }
        Await.until(
                "it goes on",
                SOON,
                () -> one.user(tenant).get("/api/v1/sessions").status(),
                status -> status == 200);
    }

    @Test
    void whatFallsSilentWhileOneHangsTheOtherOneNoticesAndNothingIsDoneTwiceAfterwards()
            throws IOException, InterruptedException {
        String tenant = tenant();
        String session = session(one.user(tenant));
        String execution =
                submit(
                        one.user(tenant),
                        session,
                        "echo x >> count; test -e first && { echo second; exit 0; }; touch first; sleep 60");
        Await.until(
                "it runs",
                SOON,
                () -> status(other.user(tenant), execution).text("status"),
                "running"::equals);
        // Only who looks after silence notices that, and whoever hangs at it is relieved after 15
        // s.
        List<LivingProcess> silent =
                one.executors().stream().filter(process -> process.pid() != other.pid()).toList();
        one.freeze();
        try {
            silent.forEach(LivingProcess::pause);
            assertThat(result(other.user(tenant), execution).ok().stdout()).isEqualTo("second\n");
        } finally {
            one.thaw();
            one.executors().stream().filter(silent::contains).forEach(LivingProcess::kill);
        }
        Await.until(
                "it goes on",
                SOON,
                () -> one.user(tenant).get("/api/v1/sessions").status(),
                status -> status == 200);
        for (Product each : List.of(one, other)) {
            Caller caller = each.user(tenant);
            assertThat(run(caller, session, "wc -l < count").ok().stdout().strip()).isEqualTo("2");
            assertThat(result(caller, execution).ok().stdout()).isEqualTo("second\n");
            assertThat(status(caller, execution).json().path("attempt").asInt()).isEqualTo(2);
        }
    }

    private static Answer status(Caller caller, String execution) {
        return caller.get("/api/v1/executions/" + execution + "/status").expect(200);
    }

    @Test
    void whoRetriesAsToldSeesNoErrorWhileOneAfterTheOtherIsRestarted() throws Exception {
        String tenant = tenant();
        String session = session(one.user(tenant));
        String container = container(one.user(tenant), session);
        AtomicBoolean over = new AtomicBoolean();
        List<Future<Integer>> callers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 3; i++) {
                String name = "caller-" + i;
                callers.add(threads.submit(() -> keepRunning(name, tenant, session, over)));
            }
            one.stop();
            assertThat(run(other.user(tenant), session, "echo a").ok().stdout()).isEqualTo("a\n");
            one.restart();
            other.stop();
            assertThat(run(one.user(tenant), session, "echo b").ok().stdout()).isEqualTo("b\n");
            other.restart();
            over.set(true);
            int ran = 0;
            for (Future<Integer> caller : callers) {
                int done = caller.get(WOKEN.toSeconds(), TimeUnit.SECONDS);
                assertThat(done).isPositive();
                ran += done;
            }
            assertThat(run(one.user(tenant), session, "wc -l < count").ok().stdout().strip())
                    .as("each ran once")
                    .isEqualTo(Integer.toString(ran));
        }
        assertThat(container(one.user(tenant), session)).isEqualTo(container);
    }

    /// Goes to one until that does not answer or says that it cannot now, and then to the other.
    private static int keepRunning(String name, String tenant, String session, AtomicBoolean over)
            throws InterruptedException {
        int done = 0;
        try (HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build()) {
            while (!over.get()) {
                String word = name + "-" + done;
                JsonNode submitted =
                        ask(
                                http,
                                tenant,
                                "/api/v1/sessions/" + session + "/execute",
                                Optional.of(word));
                JsonNode result =
                        ask(
                                http,
                                tenant,
                                "/api/v1/executions/"
                                        + submitted.path("execution_id").asText()
                                        + "/result?wait=60",
                                Optional.empty());
                assertThat(result.path("stdout").asText()).isEqualTo(word + "\n");
                done++;
            }
        }
        return done;
    }

    private static JsonNode ask(
            HttpClient http, String tenant, String path, Optional<String> submitting)
            throws InterruptedException {
        long end = System.nanoTime() + WOKEN.toNanos();
        for (int turn = 0; System.nanoTime() < end; turn++) {
            Caller caller = (turn % 2 == 0 ? one : other).user(tenant);
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(caller.url() + path));
            caller.headers().forEach(request::header);
            submitting.ifPresent(word -> submit(request, word));
            HttpResponse<String> answer;
            try {
                answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            } catch (IOException brokenOff) {
                // Nobody listens there just now, or the connection ended: what was sent may have
                // arrived, which the key is for.
                Thread.onSpinWait();
                continue;
            }
            if (answer.statusCode() == 200) {
                return Answer.parse(answer.body());
            }
            // 202 is what those are told who waited in one that ends.
            assertThat(answer.statusCode()).as(answer.body()).isIn(202, 503);
            assertThat(answer.headers().firstValue("retry-after")).isPresent();
        }
        throw new AssertionError("nobody answered " + path);
    }

    private static void submit(HttpRequest.Builder request, String word) {
        String body = "{\"language\":\"shell\",\"code\":\"echo x >> count; echo " + word + "\"}";
        request.header("Content-Type", "application/json")
                .header("Idempotency-Key", word)
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private static boolean waits(Future<?> future) throws InterruptedException, ExecutionException {
        try {
            future.get(1, TimeUnit.SECONDS);
            return false;
        } catch (TimeoutException e) {
            return true;
        }
    }

    private static String tenant() {
        return "tenant-" + java.util.UUID.randomUUID().toString().substring(0, 8);
    }

    private static String session(Caller caller) {
        return caller.post("/api/v1/sessions?wait=60", Map.of("template_id", "multi-language"))
                .expect(201)
                .text("session_id");
    }

    private static String container(Caller caller, String session) {
        return caller.get("/api/v1/sessions/" + session).expect(200).text("container_id");
    }

    private static String submit(Caller caller, String session, String code) {
        return caller.post(
                        "/api/v1/sessions/" + session + "/execute",
                        Map.of("language", "shell", "code", code))
                .expect(200)
                .text("execution_id");
    }

    private static Finished run(Caller caller, String session, String code) {
        return new Finished(
                caller.post(
                                "/api/v1/sessions/" + session + "/execute-sync",
                                Map.of("language", "shell", "code", code))
                        .expect(200)
                        .json());
    }

    private static Finished result(Caller caller, String execution) {
        return new Finished(
                caller.get("/api/v1/executions/" + execution + "/result?wait=" + PATIENCE)
                        .expect(200)
                        .json());
    }
}
