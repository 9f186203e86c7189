package dev.cloche.acceptance.product;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// S3Proxy, which checks signatures and keeps objects as files: an S3 server in a process of its
/// own.
public final class S3Server implements AutoCloseable {

    /// What it is asked with.
    public static final String KEY = "key-of-the-test";

    /// What signs what it is asked.
    public static final String SECRET = "secret-of-the-test";

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path directory;
    private final int port;
    private Process process;

    private S3Server(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    /// Starts one with a bucket.
    public static S3Server start(Path directory, String bucket) throws IOException {
        Files.createDirectories(directory.resolve("objects").resolve(bucket));
        var server = new S3Server(directory, freePort());
        server.start();
        return server;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// What tells the product of it.
    ///
    /// @param redirectFrom bytes of a file that callers fetch from here
    public Map<String, String> settings(String bucket, long redirectFrom) {
        return Map.of(
                "cloche.s3.bucket",
                bucket,
                "cloche.s3.endpoint",
                "http://127.0.0.1:" + port,
                "cloche.s3.path-style",
                "true",
                "cloche.s3.access-key",
                KEY,
                "cloche.s3.secret-key",
                SECRET,
                "cloche.s3.redirect-from",
                String.valueOf(redirectFrom));
    }

    /// The program.
    public static Path program() {
        return Checkout.home().resolve("control-plane/target/s3proxy.jar");
    }

    /// What it is to be told.
    ///
    /// @param objects where those are that it has, by bucket
    public static String properties(String host, int port, Path objects) {
        return """
        s3proxy.authorization=aws-v2-or-v4
        s3proxy.endpoint=http://%s:%d
        s3proxy.identity=%s
        s3proxy.credential=%s
        jclouds.provider=filesystem-nio2
        jclouds.filesystem.basedir=%s
        """
                .formatted(host, port, KEY, SECRET, objects);
    }

    /// The files that are its objects.
    public List<Path> objects(String bucket) throws IOException {
        try (Stream<Path> all = Files.walk(directory.resolve("objects").resolve(bucket))) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    /// Starts it again with what it had.
    public void start() throws IOException {
        Path settings = directory.resolve("s3proxy.properties");
        Files.writeString(settings, properties("127.0.0.1", port, directory.resolve("objects")));
        var command =
                new ProcessBuilder(
                                Checkout.java().toString(),
                                "-Xmx256m",
                                "-jar",
                                program().toString(),
                                "--properties",
                                settings.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("s3proxy.log").toFile());
        command.environment().put("LC_ALL", "C.UTF-8");
        process = command.start();
        Await.until("the S3 server listens", PATIENCE, this::listens, listens -> listens);
    }

    private boolean listens() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /// Ends it at once; what it has stays.
    public void stop() {
        try {
            if (!process.destroyForcibly().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the S3 server does not end");
            }
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interruption);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
