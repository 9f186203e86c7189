package dev.cloche.cli.platform;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// Something that speaks like a platform and answers every run alike.
public final class StubPlatform implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<String> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger opened = new AtomicInteger();
    private final String result;

    /// @param stdout of every run, as it stands in JSON
    public StubPlatform(String verdict, String stdout) throws IOException {
        this.result =
                """
                {"execution_id": "exec_20260101_00000001", "status": "success", "verdict": "%s",
                 "stdout": "%s", "stderr": "", "stdout_truncated": false, "stderr_truncated": false,
                 "exit_code": 0, "execution_time": 0.01, "artifacts": [], "metrics": {"duration_ms": 1,
                 "queue_ms": 0, "cpu_time_ms": 1, "peak_memory_mb": 1, "io_read_bytes": 0,
                 "io_write_bytes": 0}}
                """
                        .formatted(verdict, stdout);
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/api/v1/", this::answer);
        server.start();
    }

    /// A client of it.
    public Platform platform() {
        return new Platform(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), "token");
    }

    /// The sessions that have not been ended.
    public Set<String> open() {
        return Set.copyOf(open);
    }

    /// How many there ever were.
    public int opened() {
        return opened.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            byte[] body = body(exchange.getRequestMethod(), path).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private String body(String method, String path) {
        if (path.endsWith("/execute-sync")) {
            return result;
        }
        if (method.equals("DELETE")) {
            open.remove(path.substring(path.lastIndexOf('/') + 1));
            return "{}";
        }
        String session = "sess_%016d".formatted(opened.incrementAndGet());
        open.add(session);
        return """
        {"session_id": "%1$s", "id": "%1$s", "template_id": "python-basic",
         "mode": "persistent", "status": "running", "runtime_type": "local",
         "workspace_path": "w", "env_vars": {}, "metadata": {}, "timeout": 300,
         "requested_dependencies": [], "installed_dependencies": []}
        """
                .formatted(session);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
