package dev.cloche.control.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.file.FilePath;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Directories as code leaves them behind.
final class KeptFilesTest implements FileSourceContract {

    private static final Vertx VERTX = Vertx.vertx();

    @TempDir Path workspace;

    @AfterAll
    static void close() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    @Override
    public FileSource source() {
        return new KeptFiles(Optional.of(workspace), VERTX);
    }

    @Override
    public void given(String path, byte[] content) throws IOException {
        Path file = workspace.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    @Test
    void whatIsKeptIsAddedUpWithoutWhatIsLinked(@TempDir Path outside) throws IOException {
        given("a/b", new byte[1000]);
        given("c", new byte[24]);
        Files.write(outside.resolve("large"), new byte[5000]);
        Files.createSymbolicLink(workspace.resolve("out"), outside);
        Files.createSymbolicLink(workspace.resolve("leak"), outside.resolve("large"));

        assertThat(Scales.weight(workspace)).isEqualTo(1024);
        assertThat(Scales.weight(workspace.resolve("nowhere"))).isZero();
    }

    @Test
    void linksAreNotFollowed(@TempDir Path outside) throws IOException {
        Files.writeString(outside.resolve("secret"), "secret");
        Files.createSymbolicLink(workspace.resolve("out"), outside);
        Files.createSymbolicLink(workspace.resolve("leak"), outside.resolve("secret"));
        Files.createSymbolicLink(workspace.resolve("here"), workspace);

        for (String path : List.of("out/secret", "leak", "here/leak")) {
            assertThat(FileSourceContract.refusal(source().head(new FilePath(path))))
                    .isEqualTo(ErrorCode.INVALID_PARAMETER);
            assertThat(FileSourceContract.refusal(source().read(new FilePath(path), 0, -1, null)))
                    .isEqualTo(ErrorCode.INVALID_PARAMETER);
        }
        assertThat(FileSourceContract.refusal(source().list(new FilePath("out"), 9)))
                .isEqualTo(ErrorCode.INVALID_PARAMETER);
        assertThat(FileSourceContract.done(source().list(FilePath.ROOT, 9)).files()).isEmpty();
    }

    @Test
    void specialFilesAreNotOpened() throws IOException, InterruptedException {
        String pipe = workspace.resolve("pipe").toString();
        assertThat(new ProcessBuilder("mkfifo", pipe).start().waitFor()).isZero();

        assertThat(FileSourceContract.refusal(source().read(new FilePath("pipe"), 0, -1, null)))
                .isEqualTo(ErrorCode.CONFLICT);
        assertThat(FileSourceContract.done(source().list(FilePath.ROOT, 9)).files()).isEmpty();
    }

    @Test
    void nothingIsLeftOfASessionWhoseDirectoryIsGone() {
        for (FileSource none :
                List.of(
                        new KeptFiles(Optional.empty(), VERTX),
                        new KeptFiles(Optional.of(workspace.resolve("gone")), VERTX),
                        new NoFiles())) {
            assertThat(FileSourceContract.done(none.list(FilePath.ROOT, 9)).files()).isEmpty();
            assertThat(FileSourceContract.refusal(none.head(new FilePath("f"))))
                    .isEqualTo(ErrorCode.FILE_NOT_FOUND);
        }
    }
}
