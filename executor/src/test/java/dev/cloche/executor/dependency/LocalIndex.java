package dev.cloche.executor.dependency;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// An index of packages for pip and npm on this machine, with what a test puts there.
final class LocalIndex implements AutoCloseable {

    private final Path scratch;
    private final HttpServer server;
    private final Map<String, byte[]> content = new ConcurrentHashMap<>();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();

    LocalIndex(Path scratch) throws IOException {
        this.scratch = scratch;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    String place() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    Map<String, String> variables() {
        return Map.of(
                "PIP_INDEX_URL", "http://reader:s3cret@" + place() + "/simple/",
                "npm_config_registry", "http://" + place() + "/npm/");
    }

    /// Paths that somebody wanted, in order.
    List<String> asked() {
        return List.copyOf(asked);
    }

    /// A package of Python with one module of its name.
    void wheel(String name, String version, String source) throws IOException {
        String info = "%s-%s.dist-info/".formatted(name, version);
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            write(zip, name + ".py", source);
            write(
                    zip,
                    info + "METADATA",
                    "Metadata-Version: 2.1\nName: %s\nVersion: %s\n".formatted(name, version));
            write(
                    zip,
                    info + "WHEEL",
                    "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
            write(zip, info + "RECORD", name + ".py,,\n" + info + "RECORD,,\n");
        }
        file(name, "%s-%s-py3-none-any.whl".formatted(name, version), bytes.toByteArray());
    }

    /// A package of Python that is built where it is installed, by this program.
    void sdist(String name, String version, String backend) throws IOException {
        String top = name + "-" + version;
        byte[] archive =
                tar(
                        Map.of(
                                top + "/pyproject.toml",
                                """
                                [build-system]
                                requires = []
                                build-backend = "backend"
                                backend-path = ["."]
                                """,
                                top + "/backend.py",
                                backend,
                                top + "/PKG-INFO",
                                "Metadata-Version: 2.1\nName: %s\nVersion: %s\n"
                                        .formatted(name, version)));
        file(name, top + ".tar.gz", archive);
    }

    /// A package of JavaScript.
    void npm(String name, String version, Map<String, String> files) throws IOException {
        Map<String, String> all = new HashMap<>();
        files.forEach((path, text) -> all.put("package/" + path, text));
        String tarball = "/npm/%s-%s.tgz".formatted(name, version);
        content.put(tarball, tar(all));
        String one =
                """
                {"name":"%s","version":"%s","hasInstallScript":true,"dist":{"tarball":"http://%s%s"}}\
                """
                        .formatted(name, version, place(), tarball);
        content.put(
                "/npm/" + name,
                """
                {"name":"%s","dist-tags":{"latest":"%s"},"versions":{"%s":%s}}\
                """
                        .formatted(name, version, version, one)
                        .getBytes(UTF_8));
    }

    private void file(String name, String file, byte[] bytes) {
        content.put("/files/" + file, bytes);
        String link = "<a href=\"/files/%s\">%s</a>\n".formatted(file, file);
        content.merge(
                "/simple/" + name + "/",
                link.getBytes(UTF_8),
                (before, more) -> (new String(before, UTF_8) + link).getBytes(UTF_8));
    }

    private byte[] tar(Map<String, String> files) throws IOException {
        Path directory = Files.createTempDirectory(scratch, "tar-");
        Path archive = directory.resolve("archive.tgz");
        Path from = Files.createDirectory(directory.resolve("from"));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = from.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        Process tar =
                new ProcessBuilder(
                                "tar",
                                "czf",
                                archive.toString(),
                                "-C",
                                from.toString(),
                                files.keySet().iterator().next().split("/", -1)[0])
                        .inheritIO()
                        .start();
        try {
            assertThat(tar.waitFor()).isZero();
        } catch (InterruptedException interruption) {
            throw new AssertionError(interruption);
        }
        return Files.readAllBytes(archive);
    }

    private static void write(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(UTF_8));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            asked.add(path);
            byte[] body = content.get(path);
            String type = path.startsWith("/simple/") ? "text/html" : "application/json";
            exchange.getResponseHeaders().add("Content-Type", type);
            if (body == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
