package dev.cloche.cli.bench.way;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.cloche.cli.kernel.Refusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// HTTP as the measurements speak it, with a server that is not ours.
final class BlockingHttpTest {
    private static final String LONG = "é".repeat(20_000);

    private final Set<Integer> ports = ConcurrentHashMap.newKeySet();
    private HttpServer server;
    private BlockingHttp http;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        // its length is told
        answer("/v1/echo", 200, false);
        // it comes in pieces
        answer("/v1/pieces", 200, true);
        answer("/v1/refused", 503, false);
        server.createContext(
                "/v1/nothing",
                exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                });
        server.start();
        String base = "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
        http = new BlockingHttp(base, "a token");
    }

    @AfterEach
    void end() {
        http.close();
        server.stop(0);
    }

    private void answer(String path, int status, boolean pieces) {
        server.createContext(
                path,
                exchange -> {
                    ports.add(exchange.getRemoteAddress().getPort());
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    boolean known =
                            "Bearer a token"
                                    .equals(exchange.getRequestHeaders().getFirst("Authorization"));
                    exchange.sendResponseHeaders(known ? status : 401, pieces ? 0 : body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
    }

    @Test
    void whatIsSentComesBackByTheSameConnection() {
        for (String path : new String[] {"/echo", "/pieces", "/echo"}) {
            BlockingHttp.Answer answer = http.send("POST", path, Map.of("text", LONG));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("{\"text\":\"" + LONG + "\"}");
        }
        assertThat(ports).hasSize(1);
    }

    @Test
    void aRefusalIsAnAnswer() {
        var answer = http.send("POST", "/refused", "why".getBytes(StandardCharsets.UTF_8));

        assertThat(answer).isEqualTo(new BlockingHttp.Answer(503, "why"));
    }

    @Test
    void nothingIsAnAnswer() {
        BlockingHttp.Answer answer = http.send("PUT", "/nothing", Map.of());

        assertThat(answer).isEqualTo(new BlockingHttp.Answer(204, ""));
    }

    @Test
    void whereNobodyListensThereIsNone() {
        server.stop(0);

        assertThatThrownBy(() -> http.send("POST", "/echo", Map.of())).isInstanceOf(Refusal.class);
    }
}
