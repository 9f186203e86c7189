package dev.cloche.acceptance.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Events;
import dev.cloche.acceptance.product.Events.Event;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.SharedProduct;
import dev.cloche.api.error.ErrorCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// An execution told while it goes on.
@ExtendWith(SharedProduct.class)
final class EventsTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final Product product;
    private final Caller caller;
    private final Sandbox sandbox;

    EventsTest(Product product, Caller caller, Sandbox sandbox) {
        this.product = product;
        this.caller = caller;
        this.sandbox = sandbox;
    }

    @Test
    void whatIsPrintedIsToldWhileItRunsAndTheResultInTheEnd() {
        String execution =
                submit(
                        "echo one; until [ -e go ]; do sleep 0.02; done; echo two; echo oh >&2; exit 3");
        try (Events events = Events.of(caller, execution)) {
            List<Event> early = events.untilPrinted("one\n");
            assertThat(sandbox.status(execution)).isNotEqualTo("failed");

            sandbox.shell("touch go").ok();
            List<Event> late = events.rest();

            assertThat(Events.statuses(early)).endsWith("running");
            assertThat(Events.text(late, "stdout")).isEqualTo("two\n");
            assertThat(Events.text(late, "stderr")).isEqualTo("oh\n");
            assertThat(Events.statuses(late)).containsExactly("failed");
            assertThat(late.getLast().name()).isEqualTo("result");
            assertThat(late.getLast().data())
                    .isEqualTo(sandbox.result(execution).failed("error").body());
        }
    }

    @Test
    void eachEventHasAPlaceOfItsOwnAndAnybodyMayGoOnFromThere() {
        String execution =
                submit("for i in 1 2 3 4; do echo größer $i; echo err $i >&2; sleep 0.1; done");
        List<Event> all;
        try (Events events = Events.of(caller, execution)) {
            all = events.rest();
        }
        String stdout = sandbox.result(execution).ok().stdout();

        assertThat(new HashSet<>(all.stream().map(Event::id).toList())).hasSameSizeAs(all);
        for (int i = 0; i < all.size() - 1; i++) {
            try (Events rest = Events.after(caller, execution, all.get(i).id())) {
                List<Event> later = rest.rest();
                assertThat(
                                Events.text(all.subList(0, i + 1), "stdout")
                                        + Events.text(later, "stdout"))
                        .isEqualTo(stdout);
                assertThat(later.getLast()).isEqualTo(all.getLast());
            }
        }
        assertThat(
                        caller.with("Last-Event-ID", all.getLast().id())
                                .get(Events.path(execution))
                                .status())
                .as("there is nothing to come back for")
                .isEqualTo(204);
    }

    @Test
    void whoComesBackInTheMiddleMissesNothing() {
        String execution =
                submit(
                        "echo a; until [ -e b ]; do sleep 0.02; done; echo b; until [ -e c ]; do sleep 0.02; done; echo c");
        String last;
        try (Events first = Events.of(caller, execution)) {
            last = first.untilPrinted("a\n").getLast().id();
        }
        sandbox.shell("touch b").ok();

        try (Events second = Events.after(caller, execution, last)) {
            List<Event> middle = second.untilPrinted("b\n");
            sandbox.shell("touch c").ok();
            List<Event> end = second.rest();

            assertThat(Events.text(middle, "stdout")).isEqualTo("b\n");
            assertThat(Events.statuses(middle)).doesNotContain("pending", "running");
            assertThat(Events.text(end, "stdout")).isEqualTo("c\n");
        }
    }

    @Test
    void afterTheEndEverythingIsToldAgain() {
        String execution = sandbox.shell("echo out; echo err >&2").ok().executionId();

        try (Events events = Events.of(caller, execution)) {
            List<Event> all = events.rest();

            assertThat(Events.text(all, "stdout")).isEqualTo("out\n");
            assertThat(Events.text(all, "stderr")).isEqualTo("err\n");
            assertThat(Events.statuses(all)).containsExactly("completed");
            assertThat(all.getLast().name()).isEqualTo("result");
        }
    }

    @Test
    void thePlaceMayBeInTheAddress() {
        String execution = sandbox.shell("echo abcdef").ok().executionId();

        String answer =
                caller.get(Events.path(execution) + "?last_event_id=3.0.3").expect(200).body();

        assertThat(answer).contains("\"def\\n\"").doesNotContain("abc\\n", "event: status");
    }

    @Test
    void anExecutionMayBeFollowedBeforeItsSessionIsThere() {
        String session =
                caller.post("/api/v1/sessions", Map.of("template_id", "python-basic"))
                        .expect(201)
                        .text("session_id");
        String execution =
                caller.post(
                                "/api/v1/sessions/" + session + "/execute",
                                Map.of("language", "shell", "code", "sleep 0.4; echo here"))
                        .expect(200)
                        .text("execution_id");

        try (Events events = Events.of(caller, execution)) {
            List<Event> all = events.rest();

            assertThat(Events.statuses(all)).startsWith("pending").endsWith("completed");
            assertThat(Events.text(all, "stdout")).isEqualTo("here\n");
        }
        caller.delete("/api/v1/sessions/" + session).expect(200);
    }

    @Test
    void manyMayFollowOne() {
        String execution = submit("until [ -e go ]; do sleep 0.02; done; seq 2000");
        try (Events one = Events.of(caller, execution);
                Events other = Events.of(caller, execution)) {
            one.until(event -> event.status().equals("running"));
            other.until(event -> event.status().equals("running"));
            sandbox.shell("touch go").ok();

            List<Event> first = one.rest();
            List<Event> second = other.rest();

            String stdout = sandbox.result(execution).ok().stdout();
            assertThat(Events.text(first, "stdout")).isEqualTo(stdout);
            assertThat(Events.text(second, "stdout")).isEqualTo(stdout);
        }
    }

    @Test
    void charactersAreNeverTorn() {
        String code =
                """
                import os, time
                for byte in "ä€😀".encode() + b"\\xff" + b"\\xf0\\x9f":
                    os.write(1, bytes([byte]))
                    time.sleep(0.02)
                """;
        String execution = sandbox.submit(Map.of("language", "python", "code", code));

        try (Events events = Events.of(caller, execution)) {
            List<Event> all = events.rest();

            assertThat(Events.text(all, "stdout")).isEqualTo("ä€😀\uFFFD\uFFFD");
            assertThat(Events.text(all, "stdout"))
                    .isEqualTo(sandbox.result(execution).ok().stdout());
            assertThat(all)
                    .filteredOn(event -> event.name().equals("stdout"))
                    .hasSizeGreaterThan(2);
        }
    }

    @Test
    void whatIsNotKeptIsNotToldAndThatIsSaidOnce() {
        String execution =
                submit(
                        "head -c 2000000 /dev/zero | tr '\\0' x; until [ -e go ]; do sleep 0.02; done");
        try (Events events = Events.of(caller, execution)) {
            List<Event> early = events.until(event -> event.name().equals("truncated"));
            sandbox.shell("touch go").ok();
            List<Event> late = events.rest();

            assertThat(Events.text(early, "stdout")).hasSize(1 << 20);
            assertThat(early.getLast().data().path("stream").asText()).isEqualTo("stdout");
            assertThat(late).extracting(Event::name).containsExactly("status", "result");
            assertThat(late.getLast().data().path("stdout_truncated").asBoolean()).isTrue();
        }
    }

    @Test
    void aReaderWhoStopsReadingHoldsUpNobodyAndMissesNothing() throws IOException {
        // Six characters of JSON each: more than the buffers on the way can hold.
        String code =
                "head -c 1000000 /dev/zero | tr '\\0' '\\001'; head -c 1000000 /dev/zero | tr '\\0' '\\001' >&2";
        String execution = submit("until [ -e go ]; do sleep 0.02; done; " + code);
        try (Socket slow = slowReader(execution)) {
            sandbox.shell("touch go").ok();

            assertThat(sandbox.result(execution).ok().stdout()).hasSize(1_000_000);
            assertThat(sandbox.shell("echo others").ok().stdout()).isEqualTo("others\n");
            var lines =
                    new BufferedReader(
                            new InputStreamReader(slow.getInputStream(), StandardCharsets.UTF_8));
            long characters =
                    lines.lines()
                            .filter(line -> line.startsWith("data: {\"text\""))
                            .mapToLong(line -> line.split("u0001", -1).length - 1)
                            .sum();
            assertThat(characters).isEqualTo(2_000_000);
        }
    }

    @Test
    void readersWhoGoAwayLeaveNothingBehind() {
        String execution = submit("sleep 300");
        Set<Integer> before = Set.copyOf(product.ports());
        Await.until("it runs", SOON, () -> sandbox.status(execution), "running"::equals);
        int connections = connections();
        for (int i = 0; i < 20; i++) {
            try (Events events = Events.of(caller, execution)) {
                events.until(event -> event.status().equals("running"));
            }
        }

        Await.until(
                "their connections to the executor are closed",
                SOON,
                this::connections,
                now -> now <= connections);
        assertThat(product.ports()).isEqualTo(before);
        caller.post("/api/v1/executions/" + execution + "/cancel", Map.of()).expect(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", "1", "1.2", "1.2.5", "-1.0.0", "1.2.3.4", "9999999999.0.0", "0.0.4"})
    void aPlaceThatCannotBeIsRefused(String id) {
        String execution = submit("sleep 300");

        String detail =
                caller.with("Last-Event-ID", id)
                        .get(Events.path(execution))
                        .refusedWith(ErrorCode.INVALID_PARAMETER);

        assertThat(detail).contains("Last-Event-ID");
        caller.post("/api/v1/executions/" + execution + "/cancel", Map.of()).expect(200);
    }

    @Test
    void onlyTheTenantMayListen() {
        String execution = sandbox.shell("echo secret").ok().executionId();

        product.newTenant().get(Events.path(execution)).refusedWith(ErrorCode.EXECUTION_NOT_FOUND);
        product.anonymous().get(Events.path(execution)).refusedWith(ErrorCode.UNAUTHORIZED);
        caller.get(Events.path("exec_20260101_aaaaaaaa"))
                .refusedWith(ErrorCode.EXECUTION_NOT_FOUND);
        caller.get(Events.path("nonsense")).refusedWith(ErrorCode.EXECUTION_NOT_FOUND);
    }

    private String submit(String code) {
        return sandbox.submit(Map.of("language", "shell", "code", code, "timeout", 400));
    }

    private Socket slowReader(String execution) throws IOException {
        URI url = URI.create(caller.url());
        var socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout(60_000);
        socket.connect(new InetSocketAddress(url.getHost(), url.getPort()));
        String request =
                "GET "
                        + Events.path(execution)
                        + " HTTP/1.0\r\nHost: "
                        + url.getAuthority()
                        + "\r\nAuthorization: "
                        + caller.headers().get("Authorization")
                        + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private int connections() {
        return product.executors().stream().mapToInt(one -> sockets(one.pid())).sum();
    }

    private static int sockets(long pid) {
        try (var descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return (int) descriptors.filter(one -> target(one).startsWith("socket:")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException gone) {
            return "";
        }
    }
}
