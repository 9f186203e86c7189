package dev.cloche.control.runtime;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A log file that other processes append to and that is cut when it has become too long. It works
/// only for writers that opened the file for appending, since those go on at the new end.
///
/// @param file the log; its older part is kept beside it with `.1` appended to the name
/// @param cutAt length in bytes from which it is cut
public record BoundedLog(Path file, long cutAt) {

    private static final int TAIL = 262_144;

    /// Makes the file, readable by its owner only, when it is not there.
    public void create() throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
    }

    /// Cuts the log if it is too long. What is written between the copy and the cut is lost.
    public void trim() throws IOException {
        if (length() <= cutAt) {
            return;
        }
        Files.write(older(), tailBytes(file));
        try (var writer = new RandomAccessFile(file.toFile(), "rw")) {
            writer.setLength(0);
        }
    }

    /// The last lines, oldest first, as many as are kept and at most as many as asked for.
    public List<String> tail(int lines) throws IOException {
        if (lines <= 0) {
            return List.of();
        }
        List<String> recent = lines(file);
        if (recent.size() < lines && Files.exists(older())) {
            List<String> all = new ArrayList<>(lines(older()));
            all.addAll(recent);
            recent = all;
        }
        return List.copyOf(recent.subList(Math.max(0, recent.size() - lines), recent.size()));
    }

    /// How long it is now; 0 when there is none.
    public long length() throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /// How long it is now, without a last line that is not finished.
    public long lengthOfWholeLines() throws IOException {
        try (var reader = new RandomAccessFile(file.toFile(), "r")) {
            long end = reader.length();
            while (end > 0) {
                reader.seek(end - 1);
                if (reader.read() == '\n') {
                    return end;
                }
                end--;
            }
            return 0;
        } catch (FileNotFoundException e) {
            return 0;
        }
    }

    private Path older() {
        return file.resolveSibling(file.getFileName() + ".1");
    }

    private static List<String> lines(Path log) throws IOException {
        try {
            return new String(tailBytes(log), StandardCharsets.UTF_8).lines().toList();
        } catch (FileNotFoundException e) {
            return List.of();
        }
    }

    private static byte[] tailBytes(Path log) throws IOException {
        try (var reader = new RandomAccessFile(log.toFile(), "r")) {
            reader.seek(Math.max(0, reader.length() - TAIL));
            byte[] bytes = new byte[TAIL];
            int read = 0;
            int more = reader.read(bytes);
            while (more > 0) {
                read += more;
                more = reader.read(bytes, read, TAIL - read);
            }
            return Arrays.copyOf(bytes, read);
        }
    }
}
