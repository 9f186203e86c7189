package dev.cloche.executor.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Predicate;

/// A control plane over real HTTP that keeps what it is told.
public final class ControlPlaneDouble implements AutoCloseable {

    private final HttpServer server;
    private final ObjectMapper json;
    private final List<Call> calls = new ArrayList<>();
    private IntSupplier status = () -> 201;

    public ControlPlaneDouble(Vertx vertx, ObjectMapper json) {
        this.json = json;
        this.server =
                vertx.createHttpServer()
                        .requestHandler(this::take)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
    }

    public record Call(String path, JsonNode body, String authorization, String key) {}

    public String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    public int port() {
        return server.actualPort();
    }

    public synchronized void answers(IntSupplier next) {
        status = next;
    }

    public synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    public synchronized Call await(Predicate<Call> wanted, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        try {
            while (true) {
                var found = calls.stream().filter(wanted).findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
                long millis = (end - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    throw new AssertionError("not called in time; calls: " + calls);
                }
                wait(millis);
            }
        } catch (InterruptedException interruption) {
            throw new AssertionError(interruption);
        }
    }

    private void take(HttpServerRequest request) {
        request.body()
                .onSuccess(body -> {
                    int code = keep(request, body.getBytes());
                    request.response().setStatusCode(code).end("{}");
                });
    }

    private synchronized int keep(HttpServerRequest request, byte[] body) {
        try {
            calls.add(
                    new Call(
                            request.path(),
                            json.readTree(body),
                            request.getHeader("Authorization"),
                            request.getHeader("Idempotency-Key")));
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
        notifyAll();
        return status.getAsInt();
    }

    @Override
    public void close() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }
}
