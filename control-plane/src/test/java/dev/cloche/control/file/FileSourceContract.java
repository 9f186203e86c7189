package dev.cloche.control.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.executor.FileHead;
import dev.cloche.api.executor.FoundFiles;
import dev.cloche.api.file.FilePath;
import dev.cloche.control.kernel.Refusal;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What every place promises from which the files of a session that is over are read.
interface FileSourceContract {

    Duration PATIENCE = Duration.ofSeconds(20);

    /// The place that is tried, in which nothing is.
    FileSource source();

    /// Leaves a file in it.
    void given(String path, byte[] content) throws IOException;

    @Test
    default void whatWasLeftIsRead() throws IOException {
        byte[] content = "kept".getBytes(StandardCharsets.UTF_8);
        given("a/b c/ü%+.txt", content);
        var path = new FilePath("a/b c/ü%+.txt");

        FileHead head = done(source().head(path));

        assertThat(head.size()).isEqualTo(content.length);
        assertThat(read(path, 0, -1, null)).isEqualTo(content);
        assertThat(read(path, 1, 2, head.etag())).asString().isEqualTo("ep");
        assertThat(read(path, 4, -1, null)).isEmpty();
        assertThat(read(path, 100, 5, null)).isEmpty();
    }

    @Test
    default void aLargeFileComesInPiecesAndInOrder() throws IOException {
        byte[] content = new byte[1_000_003];
        new Random(3).nextBytes(content);
        given("large", content);

        assertThat(read(new FilePath("large"), 0, -1, null)).isEqualTo(content);
        assertThat(read(new FilePath("large"), 500_001, 400_000, null))
                .isEqualTo(Arrays.copyOfRange(content, 500_001, 900_001));
    }

    @Test
    default void anEmptyFileIsRead() throws IOException {
        given("empty", new byte[0]);

        assertThat(read(new FilePath("empty"), 0, -1, null)).isEmpty();
    }

    @Test
    default void listsGoAllTheWayDownInOrderAndStopAtTheirLimit() throws IOException {
        for (String path : List.of("c", "a/2", "a/1", "b/x/y")) {
            given(path, new byte[3]);
        }

        FoundFiles all = done(source().list(FilePath.ROOT, 100));

        assertThat(all.files())
                .extracting(FoundFiles.Found::path)
                .containsExactly("a/1", "a/2", "b/x/y", "c");
        assertThat(all.files()).allMatch(file -> file.size() == 3);
        assertThat(all.truncated()).isFalse();
        assertThat(done(source().list(FilePath.ROOT, 2)).truncated()).isTrue();
        assertThat(done(source().list(new FilePath("b"), 100)).files())
                .extracting(FoundFiles.Found::path)
                .containsExactly("b/x/y");
    }

    @Test
    default void whatIsNotThereIsToldSo() throws IOException {
        given("a/b", new byte[1]);

        assertThat(done(source().list(FilePath.ROOT, 10)).files()).hasSize(1);
        for (String path : List.of("nix", "a/nix", "nix/b")) {
            assertThat(refusal(source().head(new FilePath(path))))
                    .isEqualTo(ErrorCode.FILE_NOT_FOUND);
            assertThat(refusal(source().read(new FilePath(path), 0, -1, null)))
                    .isEqualTo(ErrorCode.FILE_NOT_FOUND);
        }
    }

    @Test
    default void anotherFileThanTheOneThatIsMeantIsRefused() throws IOException {
        given("f", new byte[1]);

        assertThat(refusal(source().read(new FilePath("f"), 0, -1, "other")))
                .isEqualTo(ErrorCode.PRECONDITION_FAILED);
    }

    private byte[] read(FilePath path, long offset, long length, @Nullable String etag) {
        FileSource.Delivery delivery = done(source().read(path, offset, length, etag));
        byte[] all = drain(delivery.content().bytes());
        assertThat(delivery.head().length()).isEqualTo(all.length);
        assertThat(delivery.content().length()).isEqualTo(all.length);
        return all;
    }

    /// Asks for one piece after another.
    static byte[] drain(ReadStream<Buffer> stream) {
        Buffer all = Buffer.buffer();
        Promise<byte[]> end = Promise.promise();
        stream.exceptionHandler(end::tryFail)
                .endHandler(_ -> end.tryComplete(all.getBytes()))
                .handler(piece -> {
                    all.appendBuffer(piece);
                    stream.fetch(1);
                });
        stream.fetch(1);
        return end.future()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    static <T> T done(Uni<T> work) {
        return work.await().atMost(PATIENCE);
    }

    static ErrorCode refusal(Uni<?> work) {
        try {
            throw new AssertionError("not refused: " + done(work));
        } catch (Refusal refusal) {
            return refusal.code();
        }
    }
}
