package dev.cloche.control.file;

import dev.cloche.api.executor.FoundFiles;
import dev.cloche.api.file.FilePath;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.stream.Collector;

/// A file as a stream for those who block, read in pieces: few of its bytes are in memory.
final class Pieces extends InputStream {

    private static final int PIECE = 4 << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final FileSource source;
    private final FoundFiles.Found file;
    private Buffer piece;
    private long next;
    private int used;

    private Pieces(FileSource source, FoundFiles.Found file, Buffer first) {
        this.source = source;
        this.file = file;
        this.piece = first;
        this.next = first.length();
    }

    /// Reads its first piece.
    ///
    /// @throws dev.cloche.control.kernel.Refusal when it cannot be read
    static Pieces open(FileSource source, FoundFiles.Found file) {
        return new Pieces(source, file, part(source, file, 0));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (used == piece.length() && !fetch()) {
            return -1;
        }
        int count = Math.min(length, piece.length() - used);
        piece.getBytes(used, used + count, bytes, offset);
        used += count;
        return count;
    }

    private boolean fetch() throws IOException {
        if (next >= file.size()) {
            return false;
        }
        piece = part(source, file, next);
        used = 0;
        next += piece.length();
        if (piece.length() == 0) {
            throw new EOFException("the file has become shorter");
        }
        return true;
    }

    private static Buffer part(FileSource source, FoundFiles.Found file, long offset) {
        long length = Math.min(PIECE, file.size() - offset);
        return source.read(new FilePath(file.path()), offset, length, file.etag())
                .flatMap(Pieces::whole)
                .await()
                .atMost(PATIENCE);
    }

    private static Uni<Buffer> whole(FileSource.Delivery delivery) {
        var bytes = delivery.content().bytes();
        return Uni.createFrom()
                .completionStage(() -> {
                    var all =
                            bytes.collect(
                                    Collector.of(
                                            Buffer::buffer,
                                            Buffer::appendBuffer,
                                            Buffer::appendBuffer));
                    bytes.resume();
                    return all.toCompletionStage();
                });
    }
}
