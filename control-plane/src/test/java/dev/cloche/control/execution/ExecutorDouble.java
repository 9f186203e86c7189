package dev.cloche.control.execution;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/// An executor over real HTTP that keeps what it is told, and tells what a test wants.
public final class ExecutorDouble implements AutoCloseable {

    private final HttpServer server;
    private final List<String> calls = new ArrayList<>();
    private final List<HttpServerResponse> readers = new ArrayList<>();
    private final List<HttpServerResponse> installing = new ArrayList<>();
    private String installation = "";
    private Function<String, Integer> status = _ -> 202;
    private String answer = "{\"what\":\"taken\"}";
    private List<String> held = List.of();

    public ExecutorDouble(Vertx vertx) {
        this.server =
                vertx.createHttpServer()
                        .requestHandler(this::take)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
    }

    public int port() {
        return server.actualPort();
    }

    /// Method, path and body of all that came.
    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    public synchronized List<String> calls(String method) {
        return calls.stream().filter(call -> call.startsWith(method + " ")).toList();
    }

    public synchronized void refuses(Function<String, Integer> decision) {
        status = decision;
    }

    /// The executions that it says it holds, whatever it was told.
    synchronized void holds(String... executions) {
        held = List.of(executions);
    }

    public synchronized void answers(String body) {
        answer = body;
    }

    /// What it says of installations, also of those that wait for an answer already.
    public synchronized void installs(String report) {
        installation = report;
        installing.forEach(response -> response.setStatusCode(200).end(report));
        installing.clear();
    }

    synchronized int readers() {
        return readers.size();
    }

    synchronized void say(String text) {
        readers.forEach(reader -> reader.write(text));
    }

    synchronized void hangUp() {
        readers.forEach(HttpServerResponse::reset);
        readers.clear();
    }

    private void take(HttpServerRequest request) {
        request.body().onSuccess(body -> take(request, body.toString()));
    }

    private synchronized void take(HttpServerRequest request, String body) {
        calls.add(request.method() + " " + request.uri() + " " + body);
        HttpServerResponse response = request.response();
        if (request.path().endsWith("/events")) {
            response.setChunked(true).closeHandler(_ -> leave(response));
            response.write("{\"what\":\"started\",\"at\":0}\n");
            readers.add(response);
        } else if (request.path().endsWith("/dependencies")) {
            if (installation.isEmpty()) {
                installing.add(response);
            } else {
                response.setStatusCode(200).end(installation);
            }
        } else if (request.path().equals("/v1/state")) {
            response.setStatusCode(200).end(state());
        } else {
            response.setStatusCode(status.apply(request.method().name())).end(answer);
        }
    }

    private String state() {
        String executions =
                held.stream().map(id -> '"' + id + '"').collect(Collectors.joining(","));
        return """
        {"status": "healthy", "container_id": "cont_abcdefghijklmnop", "version": "1", "uptime_seconds": 1,
         "active_executions": %d, "isolation": "full", "sessions": [], "executions": [%s]}
        """
                .formatted(held.size(), executions);
    }

    private synchronized void leave(HttpServerResponse response) {
        readers.remove(response);
    }

    @Override
    public void close() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }
}
