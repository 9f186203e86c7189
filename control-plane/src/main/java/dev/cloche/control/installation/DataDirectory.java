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
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The directory of one installation, held by one control plane that has its own database, or by
/// several that have one elsewhere. The hold is a file lock, which the kernel gives up when its
/// holder dies, however it dies.
final class DataDirectory implements AutoCloseable {

    /// Where each control plane of the directory announces itself under its process number.
    private static final String ALL = "control-planes";

    private final Path root;
    private final FileChannel channel;
    private final FileLock lock;

    private DataDirectory(Path root, FileChannel channel, FileLock lock) {
        this.root = root;
        this.channel = channel;
        this.lock = lock;
    }

    /// @param shared whether others may hold it too
    /// @throws DataDirectoryTaken when another control plane holds it in a way that rules this out
    static DataDirectory take(Path root, String url, boolean shared) throws IOException {
        makePrivate(root);
        FileChannel channel =
                FileChannel.open(
                        root.resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock(0, Long.MAX_VALUE, shared);
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
        return new DataDirectory(root, channel, lock);
    }

    /// Whether nobody else holds it; from then on nobody else can.
    boolean isLast() throws IOException {
        lock.release();
        return channel.tryLock() != null;
    }

    /// The keys of the installation: copies of those that are given, else made by whoever comes
    /// first.
    Keys keys(Optional<Path> given) throws IOException {
        Path directory = directory("keys");
        try (FileChannel making =
                        FileChannel.open(
                                root.resolve("keys.lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                var _ = making.lock()) {
            if (given.isPresent()) {
                GivenKeys.in(given.get()).copyTo(directory);
            }
            return Keys.in(directory);
        }
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
            write(makePrivate(root.resolve(ALL)).resolve(own()), text);
            write(announcement(root), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Those who share the directory announce themselves in the same place, each under its number
    // as well; the last word is that of one that goes on.
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(root.resolve(ALL).resolve(own()));
        Optional<Path> other = other();
        if (other.isPresent()) {
            write(announcement(root), Files.readString(other.get()));
        } else {
            Files.deleteIfExists(announcement(root));
        }
        channel.close();
    }

    private Optional<Path> other() throws IOException {
        if (!Files.isDirectory(root.resolve(ALL))) {
            return Optional.empty();
        }
        try (Stream<Path> announcements = Files.list(root.resolve(ALL))) {
            return announcements.filter(DataDirectory::isOfLiving).findFirst();
        }
    }

    private static boolean isOfLiving(Path announcement) {
        String name = announcement.getFileName().toString();
        return name.matches("[0-9]+\\.json")
                && ProcessHandle.of(Long.parseLong(name.substring(0, name.indexOf('.'))))
                        .isPresent();
    }

    private static String own() {
        return ProcessHandle.current().pid() + ".json";
    }

    /// Writes a file as a whole, whoever else of this directory does so at the same time.
    static void write(Path file, String text) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + "." + own() + ".new");
        Files.writeString(draft, text);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
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
