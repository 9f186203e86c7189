package dev.cloche.control.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.executor.FileHead;
import dev.cloche.api.executor.FoundFiles;
import dev.cloche.api.file.FilePath;
import dev.cloche.api.session.SessionId;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Workspaces that were moved into a real S3 server.
final class S3FilesTest implements FileSourceContract {

    private static final Vertx VERTX = Vertx.vertx();
    private static final AtomicInteger SESSIONS = new AtomicInteger();
    private static final int LARGE = 2_000_000;
    private static final ContainerId CONTAINER = new ContainerId("cont_0123456789abcdef");

    @TempDir static Path home;

    private static S3Server server;
    private static S3Store store;

    @TempDir Path workspace;

    private SessionId session;

    private record Settings(
            Optional<String> bucket,
            Optional<URI> endpoint,
            String region,
            boolean pathStyle,
            Optional<String> accessKey,
            Optional<String> secretKey,
            Optional<String> prefix,
            MemorySize redirectFrom,
            Duration redirectExpiry,
            Optional<URI> publicEndpoint)
            implements S3Config {}

    @BeforeAll
    static void start() throws IOException {
        server = new S3Server(home);
        Files.createDirectories(home.resolve("objects/kept"));
        store = store(S3Server.SECRET);
    }

    private static S3Store store(String secret) {
        return new S3Store(
                new Settings(
                        Optional.of("kept"),
                        Optional.of(server.endpoint()),
                        "us-east-1",
                        true,
                        Optional.of(S3Server.KEY),
                        Optional.of(secret),
                        Optional.of("a prefix/"),
                        new MemorySize(BigInteger.valueOf(LARGE)),
                        Duration.ofMinutes(5),
                        Optional.empty()),
                VERTX);
    }

    @AfterAll
    static void stop() {
        store.close();
        server.close();
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    @BeforeEach
    void newSession() {
        session = new SessionId("sess_" + SESSIONS.incrementAndGet());
    }

    @Override
    public FileSource source() {
        return store.open(CONTAINER, session);
    }

    @Override
    public void given(String path, byte[] content) throws IOException {
        left(path, content);
        keep();
    }

    private void left(String path, byte[] content) throws IOException {
        Path file = workspace.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    private boolean keep() throws IOException {
        try {
            return store.store(session, workspace);
        } catch (RuntimeException | IOException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void namesComeBackAsTheyWere() throws Exception {
        List<String> names =
                List.of("%2F", "+ +", "a b", "a&b=c?d#e", "q\"'<>", "ü/日本/🙂", "~$!*()[]{}");
        for (String name : names) {
            left(name, name.getBytes(StandardCharsets.UTF_8));
        }

        assertThat(keep()).isTrue();

        assertThat(FileSourceContract.done(source().list(FilePath.ROOT, 100)).files())
                .extracting(FoundFiles.Found::path)
                .containsExactlyInAnyOrderElementsOf(names);
        for (String name : names) {
            var read =
                    FileSourceContract.done(source().read(new FilePath(name), 0, -1, null))
                            .content()
                            .bytes();
            assertThat(FileSourceContract.drain(read)).asString().isEqualTo(name);
        }
    }

    @Test
    void aLargeFileIsFetchedFromTheServerItself() throws Exception {
        byte[] content = new byte[LARGE];
        new Random(5).nextBytes(content);
        left("d/large ü.bin", content);
        left("small", new byte[LARGE - 1]);
        keep();
        var path = new FilePath("d/large ü.bin");
        FileHead head = FileSourceContract.done(source().head(path));

        URI address = source().elsewhere(path, head).orElseThrow();

        try (HttpClient client = HttpClient.newHttpClient()) {
            var answer =
                    client.send(
                            HttpRequest.newBuilder(address).build(),
                            HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(content);
            assertThat(answer.headers().firstValue("Content-Disposition"))
                    .hasValue(Labels.disposition(path.name()));
            var part =
                    client.send(
                            HttpRequest.newBuilder(address)
                                    .header("Range", "bytes=1-2")
                                    .header("If-Match", Conditions.quoted(head))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray());
            assertThat(part.statusCode()).isEqualTo(206);
            assertThat(part.body()).containsExactly(content[1], content[2]);
            URI another = URI.create(address.toString().replace("large", "other"));
            assertThat(
                            client.send(
                                            HttpRequest.newBuilder(another).build(),
                                            HttpResponse.BodyHandlers.discarding())
                                    .statusCode())
                    .isEqualTo(403);
        }
        var small = new FilePath("small");
        assertThat(source().elsewhere(small, FileSourceContract.done(source().head(small))))
                .isEmpty();
    }

    @Test
    void whatIsNoFileIsNotCopied() throws Exception {
        left("d/file", new byte[1]);
        Files.createSymbolicLink(workspace.resolve("leak"), Path.of("/etc/passwd"));
        Files.createSymbolicLink(workspace.resolve("up"), Path.of("/"));
        String pipe = workspace.resolve("pipe").toString();
        assertThat(new ProcessBuilder("mkfifo", pipe).start().waitFor()).isZero();

        assertThat(keep()).isTrue();

        assertThat(FileSourceContract.done(source().list(FilePath.ROOT, 9)).files())
                .extracting(FoundFiles.Found::path)
                .containsExactly("d/file");
        assertThat(FileSourceContract.refusal(source().head(new FilePath("d"))))
                .isEqualTo(ErrorCode.CONFLICT);
    }

    @Test
    void aNameThatNoObjectCanHaveIsNoticed() throws Exception {
        left("line\nbreak", new byte[1]);

        assertThat(keep()).isFalse();
    }

    @Test
    void whatIsForgottenIsGoneAndNothingElse() throws Exception {
        given("f", new byte[1]);
        SessionId longer = new SessionId(session.value() + "0x");
        store.store(longer, workspace);

        store.forget(session);

        assertThat(FileSourceContract.done(source().list(FilePath.ROOT, 9)).files()).isEmpty();
        FileSource other = store.open(CONTAINER, longer);
        assertThat(FileSourceContract.done(other.list(FilePath.ROOT, 9)).files()).hasSize(1);
    }

    @Test
    void aServerThatIsAwayIsToldSoAndAskedAgainLater() throws Exception {
        given("f", new byte[1]);
        server.stop();
        try {
            assertThat(FileSourceContract.refusal(source().head(new FilePath("f"))))
                    .isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(FileSourceContract.refusal(source().list(FilePath.ROOT, 9)))
                    .isEqualTo(ErrorCode.UNAVAILABLE);
        } finally {
            server.start();
        }

        assertThat(FileSourceContract.done(source().head(new FilePath("f"))).size()).isEqualTo(1);
    }

    @Test
    void aWrongSecretIsNoAnswerAboutFiles() throws Exception {
        given("f", new byte[1]);
        S3Store stranger = store("wrong");

        FileSource there = stranger.open(CONTAINER, session);

        assertThat(FileSourceContract.refusal(there.read(new FilePath("f"), 0, -1, null)))
                .isEqualTo(ErrorCode.UNAVAILABLE);
        stranger.close();
    }
}
