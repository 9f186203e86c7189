package dev.cloche.acceptance.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Form;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.SharedProduct;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Files far larger than what the processes on their way may hold: all of them together have less
/// memory than these transfers have bytes.
@Tag("long")
@ExtendWith(SharedProduct.class)
final class LargeFilesTest {

    private static final int LARGEST = 100 << 20;
    private static final int AT_ONCE = 8;
    private static final String HEAD =
            "--frontier\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n";
    private static final String TAIL = "\r\n--frontier--\r\n";

    private final Caller caller;

    LargeFilesTest(Product product) {
        this.caller = product.newTenant();
    }

    @Test
    void manyLargeFilesGoUpAndDownAtOnce() throws Exception {
        try (Sandbox sandbox = Sandbox.open(caller);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> up = new ArrayList<>();
            List<Callable<Long>> down = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                String name = "large" + i;
                up.add(() -> upload(sandbox, name, LARGEST, LARGEST));
                down.add(() -> download(sandbox, name));
            }

            assertThat(all(threads.invokeAll(up))).containsOnly(200);
            assertThat(all(threads.invokeAll(down))).containsOnly((long) LARGEST);
            assertThat(sandbox.shell("stat -c %s large0").ok().stdout()).isEqualTo(LARGEST + "\n");
        }
    }

    @Test
    void oneByteTooManyLeavesNothing() throws IOException {
        try (Sandbox sandbox = Sandbox.open(caller)) {
            assertThat(upload(sandbox, "large", LARGEST + 1, LARGEST + 1)).isEqualTo(413);

            assertThat(sandbox.shell("ls -A").ok().stdout()).isEmpty();
        }
    }

    @Test
    void anUploadThatBreaksOffLeavesNothing() throws IOException {
        try (Sandbox sandbox = Sandbox.open(caller)) {
            assertThat(upload(sandbox, "large", LARGEST, 10 << 20)).isZero();

            Await.until(
                    "nobody holds what came of it",
                    Duration.ofSeconds(20),
                    () ->
                            sandbox.shell("ls -A; df --output=used /workspace > /dev/null")
                                    .ok()
                                    .stdout(),
                    String::isEmpty);
        }
    }

    /// Announces a file and sends so much of it.
    ///
    /// @return the status of the answer; 0 when the connection was closed by us
    private int upload(Sandbox sandbox, String name, int announced, int sent) throws IOException {
        URI url = URI.create(caller.url());
        try (var socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(120_000);
            OutputStream out = socket.getOutputStream();
            var head = new StringBuilder("POST " + sandbox.path() + "/files/upload?path=" + name);
            head.append(" HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + Form.TYPE + "\r\n");
            caller.headers().forEach((key, value) -> head.append(key + ": " + value + "\r\n"));
            head.append(
                    "Content-Length: " + (HEAD.length() + announced + TAIL.length()) + "\r\n\r\n");
            out.write((head + HEAD).getBytes(StandardCharsets.US_ASCII));
            send(out, sent);
            if (sent < announced) {
                return 0;
            }
            return status(socket.getInputStream());
        }
    }

    // Whoever is refused early may be cut off while still sending.
    private static void send(OutputStream out, int bytes) {
        byte[] chunk = new byte[64 * 1024];
        try {
            for (int left = bytes; left > 0; left -= Math.min(left, chunk.length)) {
                out.write(chunk, 0, Math.min(left, chunk.length));
            }
            out.write(TAIL.getBytes(StandardCharsets.US_ASCII));
            out.flush();
        } catch (IOException cutOff) {
            assertThat(bytes)
                    .as("only what is too large is cut off: %s", cutOff)
                    .isGreaterThan(LARGEST);
        }
    }

    private static int status(InputStream in) throws IOException {
        String line = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
        return Integer.parseInt(line.substring(9));
    }

    private long download(Sandbox sandbox, String name) throws IOException {
        var connection =
                URI.create(caller.url() + sandbox.path() + "/files/" + name)
                        .toURL()
                        .openConnection();
        caller.headers().forEach(connection::setRequestProperty);
        try (InputStream in = connection.getInputStream()) {
            return in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static <T> List<T> all(List<Future<T>> futures)
            throws InterruptedException, ExecutionException {
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            results.add(future.get());
        }
        return results;
    }
}
