package dev.cloche.acceptance.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Answer;
import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.S3Server;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.api.error.ErrorCode;
import io.restassured.http.Method;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files of sessions that are over, when a bucket keeps them. One that is copied there is larger
/// than all the memory of the product (512 MB), and so are those together that are read at once.
@Tag("long")
final class BucketTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long THROUGH = 100L << 20;
    private static final int AT_ONCE = 6;
    private static final long REDIRECTED = 520L << 20;

    @Test
    void filesMoveIntoTheBucketAndAreReadFromThereAlsoAfterItWasAway(@TempDir Path directory)
            throws Exception {
        try (S3Server server = S3Server.start(directory, "kept");
                Product product = Product.start(server.settings("kept", REDIRECTED))) {
            Caller caller = product.newTenant();
            Sandbox sandbox = Sandbox.open(caller);
            sandbox.python(
                            "import os; os.makedirs('d'); open('d/ü +%', 'w').write('kept')\n"
                                    + "open('l', 'w').truncate("
                                    + THROUGH
                                    + "); open('m', 'w').truncate("
                                    + REDIRECTED
                                    + ")")
                    .ok();
            String files = sandbox.path() + "/files";
            server.stop();
            sandbox.close();

            assertThat(caller.get(files + "/d/%C3%BC%20+%25").expect(200).body())
                    .as("not lost while the bucket is away")
                    .isEqualTo("kept");
            server.start();
            awaitRedirect(caller, files);
            look(caller, files);

            awaitMoved(product);
            look(caller, files);
            readAtOnce(caller, files + "/l");
            assertThat(lastByte(caller.get(files + "/m").expect(307))).containsExactly(0);

            server.stop();
            caller.get(files + "/l").refusedWith(ErrorCode.UNAVAILABLE);
            server.start();
            look(caller, files);
            assertThat(server.objects("kept")).hasSize(3);
        }
    }

    private static void look(Caller caller, String files) {
        assertThat(caller.get(files).expect(200).json().path("files").findValuesAsText("name"))
                .containsExactly("d/ü +%", "l", "m");
        String file = files + "/d/%C3%BC%20+%25";
        assertThat(caller.get(file).expect(200).body()).isEqualTo("kept");
        assertThat(caller.with("Range", "bytes=1-2").get(file).expect(206).body()).isEqualTo("ep");
        String etag = caller.send(Method.HEAD, file).expect(200).header("etag").orElseThrow();
        caller.with("If-None-Match", etag).get(file).expect(304);
        caller.with("If-Match", "\"other\"").get(file).refusedWith(ErrorCode.PRECONDITION_FAILED);
        caller.get(files + "/nix").refusedWith(ErrorCode.FILE_NOT_FOUND);
        caller.delete(file).refusedWith(ErrorCode.SESSION_NOT_FOUND);
    }

    private static void awaitRedirect(Caller caller, String files) {
        Await.until(
                "the files are in the bucket",
                PATIENCE,
                () -> caller.with("Range", "bytes=0-0").get(files + "/m").status(),
                status -> status == 307);
    }

    private static void awaitMoved(Product product) {
        Await.until(
                "the files are in the bucket alone",
                PATIENCE,
                () -> left(product.data()),
                left -> left == 0);
    }

    /// How many copies of a large file are in the directories of the product.
    private static long left(Path data) {
        try (Stream<Path> all = Files.find(data, 20, (path, _) -> path.endsWith("m"))) {
            return all.count();
        } catch (IOException | UncheckedIOException e) {
            return -1; // something was removed meanwhile
        }
    }

    private static void readAtOnce(Caller caller, String file) throws Exception {
        Callable<Long> read =
                () -> {
                    var connection = URI.create(caller.url() + file).toURL().openConnection();
                    caller.headers().forEach(connection::setRequestProperty);
                    try (InputStream in = connection.getInputStream()) {
                        return in.transferTo(OutputStream.nullOutputStream());
                    }
                };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var size : threads.invokeAll(Collections.nCopies(AT_ONCE, read))) {
                assertThat(size.get()).isEqualTo(THROUGH);
            }
        }
    }

    /// Of the file to which an answer leads.
    private static byte[] lastByte(Answer redirect) throws IOException {
        URI address = URI.create(redirect.header("location").orElseThrow());
        var connection = address.toURL().openConnection();
        connection.setRequestProperty("Range", "bytes=" + (REDIRECTED - 1) + "-");
        try (InputStream in = connection.getInputStream()) {
            return in.readAllBytes();
        }
    }
}
