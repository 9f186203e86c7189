package dev.cloche.control.runtime.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/// An index of packages of Python and JavaScript on this machine, so that tests need no other.
final class PackageIndex implements AutoCloseable {

    // Each of them stays as it is until it is ended.
    private static final String FILL =
            "i=0; while [ $i -lt 64 ]; do head -c 1048576 /dev/zero > f$i; i=$((i+1)); done; sleep 600\n";
    private static final String HOLD =
            "python3 -c 'import time; held = bytearray(b\"x\") * (512 << 20); time.sleep(600)'\n";
    private static final String CROWD =
            "i=0; while [ $i -lt 100 ]; do (setsid sleep 600 &); i=$((i+1)); done; sleep 600\n";

    private static final String WHEEL = "greeter-1.0-py3-none-any.whl";

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final String preinstall;
    private final String attack;

    /// @param preinstall what the JavaScript package does when it is installed, in a shell
    /// @param attack a program that it brings
    PackageIndex(String preinstall, String attack) {
        this.preinstall = preinstall;
        this.attack = attack;
        this.server =
                vertx.createHttpServer()
                        .requestHandler(this::answer)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
    }

    Map<String, String> variables() {
        return Map.of("PIP_INDEX_URL", url() + "/simple/", "NPM_CONFIG_REGISTRY", url() + "/npm/");
    }

    private String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    private void answer(HttpServerRequest request) {
        try {
            byte[] body = body(request.path());
            request.response()
                    .putHeader(
                            "Content-Type",
                            request.path().startsWith("/simple") ? "text/html" : "application/json")
                    .setStatusCode(body.length == 0 ? 404 : 200)
                    .end(Buffer.buffer(body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] body(String path) throws IOException {
        return switch (path) {
            case "/simple/greeter/" ->
                    ("<a href=\"/files/" + WHEEL + "\">" + WHEEL + "</a>").getBytes(UTF_8);
            case "/files/" + WHEEL -> wheel();
            case "/npm/curious" -> metadata("curious");
            case "/npm/curious.tgz" -> tarball("curious", preinstall);
            case "/npm/filler" -> metadata("filler");
            case "/npm/filler.tgz" -> tarball("filler", FILL);
            case "/npm/hog" -> metadata("hog");
            case "/npm/hog.tgz" -> tarball("hog", HOLD);
            case "/npm/crowd" -> metadata("crowd");
            case "/npm/crowd.tgz" -> tarball("crowd", CROWD);
            default -> new byte[0];
        };
    }

    private static byte[] wheel() throws IOException {
        var bytes = new ByteArrayOutputStream();
        String info = "greeter-1.0.dist-info/";
        try (var zip = new ZipOutputStream(bytes)) {
            write(zip, "greeter.py", "GREETING = 'hello'\n");
            write(zip, info + "METADATA", "Metadata-Version: 2.1\nName: greeter\nVersion: 1.0\n");
            write(
                    zip,
                    info + "WHEEL",
                    "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
            write(
                    zip,
                    info + "RECORD",
                    "greeter.py,,\n"
                            + info
                            + "METADATA,,\n"
                            + info
                            + "WHEEL,,\n"
                            + info
                            + "RECORD,,\n");
        }
        return bytes.toByteArray();
    }

    private static void write(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(UTF_8));
    }

    private byte[] metadata(String name) {
        String version =
                "{\"name\":\""
                        + name
                        + "\",\"version\":\"1.0.0\",\"hasInstallScript\":true,\"dist\":{\"tarball\":\""
                        + url()
                        + "/npm/"
                        + name
                        + ".tgz\"}}";
        return ("{\"name\":\""
                        + name
                        + "\",\"dist-tags\":{\"latest\":\"1.0.0\"},\"versions\":{\"1.0.0\":"
                        + version
                        + "}}")
                .getBytes(UTF_8);
    }

    private byte[] tarball(String name, String script) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            write(
                    tar,
                    "package/package.json",
                    "{\"name\":\""
                            + name
                            + "\",\"version\":\"1.0.0\",\"scripts\":{\"preinstall\":\"sh look.sh\"}}");
            write(tar, "package/look.sh", script);
            write(tar, "package/attack.py", attack);
            write(tar, "package/index.js", "module.exports = 'seen';\n");
        }
        return bytes.toByteArray();
    }

    private static void write(TarArchiveOutputStream tar, String name, String text)
            throws IOException {
        byte[] content = text.getBytes(UTF_8);
        var entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
