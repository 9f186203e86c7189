package dev.cloche.cli.up;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// What a child prints, bounded: one file that is written and one before it.
public record LogFile(Path path) {
    private static final long MAX_BYTES = 16L << 20;
    private static final int TAIL_BYTES = 16 << 10;

    /// Puts what an earlier child printed aside.
    void rotate() {
        try {
            Files.move(path, before(), StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException _) {
            // the first start
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Puts what is there aside when it is too much. The child goes on writing to the same file, at
    /// its new end, because it appends.
    void trim() {
        try {
            if (Files.size(path) <= MAX_BYTES) {
                return;
            }
            Files.copy(path, before(), StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                FileChannel _ = channel.truncate(0);
            }
        } catch (NoSuchFileException _) {
            // somebody tidied up, which is none of our business
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The last lines, without empty ones.
    List<String> tail(int count) {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            long from = Math.max(0, file.length() - TAIL_BYTES);
            byte[] bytes = new byte[Math.toIntExact(file.length() - from)];
            file.seek(from);
            file.readFully(bytes);
            List<String> lines =
                    new String(bytes, StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.isBlank())
                            .toList();
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        } catch (IOException _) {
            return List.of();
        }
    }

    private Path before() {
        return path.resolveSibling(path.getFileName() + ".1");
    }
}
