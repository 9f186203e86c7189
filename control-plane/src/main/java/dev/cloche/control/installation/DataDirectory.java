package dev.cloche.control.installation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The directory of one installation, held by one control plane at a time. The hold is a file lock,
/// which the kernel gives up when its holder dies, however it dies.
final class DataDirectory implements AutoCloseable {

    private final Path root;
    private final FileChannel channel;

    private DataDirectory(Path root, FileChannel channel) {
        this.root = root;
        this.channel = channel;
    }

    /// @throws DataDirectoryTaken when another control plane holds it
    static DataDirectory take(Path root, String url) throws IOException {
        makePrivate(root);
        FileChannel channel =
                FileChannel.open(
                        root.resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            String holder = holder(channel);
            channel.close();
            throw new DataDirectoryTaken("the data directory " + root + " is in use by " + holder);
        }
        channel.truncate(0);
        channel.write(
                ByteBuffer.wrap(
                        ("process " + ProcessHandle.current().pid() + " at " + url)
                                .getBytes(StandardCharsets.UTF_8)));
        return new DataDirectory(root, channel);
    }

    /// A directory in it, made when it is not there, for nobody else's eyes.
    Path directory(String name) throws IOException {
        return makePrivate(root.resolve(name));
    }

    /// Says where the control plane is, for commands on the same machine.
    static void announce(Path root, String url, Instant startedAt) {
        String text =
                "{\"pid\":%d,\"url\":\"%s\",\"started_at\":\"%s\"}\n"
                        .formatted(ProcessHandle.current().pid(), url, startedAt);
        try {
            Path draft = root.resolve("control-plane.json.new");
            Files.writeString(draft, text);
            Files.move(draft, announcement(root), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(announcement(root));
        channel.close();
    }

    private static Path announcement(Path root) {
        return root.resolve("control-plane.json");
    }

    private static Path makePrivate(Path directory) throws IOException {
        @Nullable Path parent = directory.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (!Files.isDirectory(directory)) {
            Files.createDirectory(
                    directory,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
        return directory;
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(512);
        channel.read(text, 0);
        String holder = new String(text.array(), 0, text.position(), StandardCharsets.UTF_8);
        return holder.isBlank() ? "another control plane" : holder;
    }
}
