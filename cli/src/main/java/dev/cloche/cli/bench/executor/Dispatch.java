package dev.cloche.cli.bench.executor;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import dev.cloche.cli.platform.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// The API of an executor, as a control plane uses it.
final class Dispatch implements AutoCloseable {
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(60);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;
    private final String authorization;

    /// @param token what it proves itself with
    Dispatch(int port, String token) {
        this.base = "http://127.0.0.1:" + port + "/v1/sessions/";
        this.authorization = "Bearer " + token;
    }

    /// @param path below the sessions
    CompletableFuture<HttpResponse<Void>> put(String path, Object body) {
        try {
            return http.sendAsync(
                    HttpRequest.newBuilder(URI.create(base + path))
                            .timeout(LONGEST_ANSWER)
                            .header("Content-Type", "application/json")
                            .header("Authorization", authorization)
                            .PUT(
                                    HttpRequest.BodyPublishers.ofByteArray(
                                            Json.MAPPER.writeValueAsBytes(body)))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a request could not be written", e);
        }
    }

    /// Waits for an answer that must have this status.
    static void expect(int status, CompletableFuture<HttpResponse<Void>> answer) {
        try {
            int given = answer.join().statusCode();
            if (given != status) {
                throw new Refusal(Exit.FAILED, "the executor answered " + given);
            }
        } catch (CompletionException e) {
            throw new Refusal(
                    Exit.FAILED, "the connection to the executor broke: " + e.getCause(), e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
