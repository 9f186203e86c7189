package dev.cloche.cli.bench.executor;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cloche.api.executor.ContainerReady;
import dev.cloche.api.executor.RunReport;
import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import dev.cloche.cli.platform.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// The control plane as an executor sees it: somebody who takes its reports and keeps none.
final class Callbacks implements AutoCloseable {
    private static final int NOTHING_MORE = -1;
    private static final int CREATED = 201;
    private static final int NO_CONTENT = 204;
    private static final int UNAUTHORIZED = 401;

    private final HttpServer server;
    private final String authorization;
    private final CompletableFuture<ContainerReady> ready = new CompletableFuture<>();
    private final Map<String, CompletableFuture<RunReport>> awaited = new ConcurrentHashMap<>();

    private Callbacks(HttpServer server, String secret) {
        this.server = server;
        this.authorization = "Bearer " + secret;
    }

    /// Listens on a free port of this machine only.
    static Callbacks listen(String secret) {
        // otherwise the kernel holds the second half of an answer back for a while
        String _ = System.setProperty("sun.net.httpserver.nodelay", "true");
        try {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            HttpServer server = HttpServer.create(address, 0);
            var callbacks = new Callbacks(server, secret);
            // What there is to do takes less time than it takes to wake another thread.
            server.setExecutor(Runnable::run);
            var _ = server.createContext("/internal/", callbacks::take);
            server.start();
            return callbacks;
        } catch (IOException e) {
            throw new Refusal(Exit.FAILED, "cannot listen on a port: " + e.getMessage(), e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// Completed when the executor says that it listens.
    CompletableFuture<ContainerReady> ready() {
        return ready;
    }

    /// Completed by the report of this execution.
    CompletableFuture<RunReport> await(String execution) {
        var report = new CompletableFuture<RunReport>();
        awaited.put(execution, report);
        return report;
    }

    /// Nobody waits for this one any more.
    void forget(String execution) {
        awaited.remove(execution);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            boolean known =
                    authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"));
            int status = known ? note(exchange.getRequestURI().getPath(), body) : UNAUTHORIZED;
            exchange.sendResponseHeaders(status, NOTHING_MORE);
        }
    }

    private int note(String path, byte[] body) throws IOException {
        String[] parts = path.split("/", -1);
        switch (parts[parts.length - 1]) {
            case "container_ready" -> {
                boolean _ = ready.complete(Json.MAPPER.readValue(body, ContainerReady.class));
            }
            case "result" -> {
                // a report that is sent again finds nobody waiting
                CompletableFuture<RunReport> report = awaited.remove(parts[parts.length - 2]);
                if (report != null) {
                    boolean _ = report.complete(Json.MAPPER.readValue(body, RunReport.class));
                }
                return CREATED;
            }
            default -> {
                // of what happens on the way nothing is measured
            }
        }
        return NO_CONTENT;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
