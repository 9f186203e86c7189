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
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files of sessions that are over, when a bucket keeps them.
final class BucketTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Test
    void filesMoveIntoTheBucketAndAreReadFromThereAlsoAfterItWasAway(@TempDir Path directory)
            throws Exception {
        try (S3Server server = S3Server.start(directory, "kept");
                Product product = Product.start(server.settings("kept"))) {
            Caller caller = product.newTenant();
            Sandbox sandbox = Sandbox.open(caller);
            sandbox.python(
                            "import os; os.makedirs('d'); open('d/ü +%', 'w').write('kept')\n"
                                    + "open('large', 'w').write('x' * 100_000)")
                    .ok();
            String files = sandbox.path() + "/files";
            server.stop();
            sandbox.close();

            assertThat(caller.get(files + "/d/%C3%BC%20+%25").expect(200).body())
                    .as("not lost while the bucket is away")
                    .isEqualTo("kept");
            server.start();
            awaitRedirect(caller, files);
            assertThat(fetch(caller.get(files + "/large"))).isEqualTo("x".repeat(100_000));
            look(caller, files);

            awaitMoved(product);
            look(caller, files);

            server.stop();
            caller.get(files + "/large").refusedWith(ErrorCode.UNAVAILABLE);
            server.start();
            look(caller, files);
            assertThat(server.objects("kept")).isNotEmpty();
        }
    }

    private static void look(Caller caller, String files) {
        assertThat(caller.get(files).expect(200).json().path("files").findValuesAsText("name"))
                .containsExactly("d/ü +%", "large");
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
                () -> caller.get(files + "/large").status(),
                status -> status == 307);
    }

    private static void awaitMoved(Product product) {
        Await.until(
                "the files are in the bucket alone",
                PATIENCE,
                () -> left(product.data()),
                left -> left == 0);
    }

    /// How many copies of the large file are in the directories of the product.
    private static long left(Path data) {
        try (Stream<Path> all = Files.find(data, 20, (path, _) -> path.endsWith("large"))) {
            return all.count();
        } catch (IOException | UncheckedIOException e) {
            return -1; // something was removed meanwhile
        }
    }

    private static String fetch(Answer redirect) throws Exception {
        String address = redirect.expect(307).header("location").orElseThrow();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(address)).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
