package dev.cloche.cli.platform;

import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where a platform on this machine keeps everything.
///
/// @param path absolute
public record DataDirectory(Path path) {

    public DataDirectory {
        path = path.toAbsolutePath().normalize();
    }

    /// The one that was typed, else the one that the environment names.
    public static DataDirectory chosen(@Nullable Path typed, Map<String, String> environment) {
        return new DataDirectory(typed == null ? usual(environment) : typed);
    }

    private static Path usual(Map<String, String> environment) {
        String data = environment.getOrDefault("CLOCHE_DATA", "");
        if (!data.isEmpty()) {
            return Path.of(data);
        }
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        // the XDG specification says that a relative path is to be ignored
        if (state.startsWith("/")) {
            return Path.of(state, "cloche");
        }
        String home = environment.getOrDefault("HOME", "");
        if (home.isEmpty()) {
            throw new Refusal(Exit.USAGE, "HOME is not set; say where the data is with --data DIR");
        }
        return Path.of(home, ".local", "state", "cloche");
    }

    /// Makes it when it is not there, for its owner only.
    public void create() {
        try {
            if (!Files.isDirectory(path)) {
                Files.createDirectories(
                        path,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException e) {
            throw new Refusal(
                    Exit.FAILED, "cannot make the data directory " + path + ": " + reason(e), e);
        }
        if (!Files.isWritable(path)) {
            throw new Refusal(Exit.FAILED, "cannot write to the data directory " + path);
        }
    }

    /// Makes this process the one that starts a platform here; empty when another one is at it. The
    /// claim ends with the process, however it ends.
    public Optional<FileLock> claim() {
        try {
            FileChannel channel =
                    FileChannel.open(
                            path.resolve("up.lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
            }
            return Optional.ofNullable(lock);
        } catch (OverlappingFileLockException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new Refusal(
                    Exit.FAILED, "cannot lock the data directory " + path + ": " + reason(e), e);
        }
    }

    /// The key that signs tokens.
    Path privateKey() {
        return path.resolve("keys").resolve("jwt-private.pem");
    }

    /// Where the control plane says that it runs.
    Path announcement() {
        return path.resolve("control-plane.json");
    }

    /// Where each of the control planes that share the directory says that it runs.
    Path announcements() {
        return path.resolve("control-planes");
    }

    /// What the control plane prints.
    public Path log() {
        return path.resolve("control-plane.log");
    }

    /// What one of several prints that listens on this port.
    public Path log(int port) {
        return path.resolve("control-plane-" + port + ".log");
    }

    /// What an exception of the file system says, with its kind, which alone tells a missing file
    /// from a forbidden one.
    static String reason(IOException e) {
        return e.getClass().getSimpleName().replace("Exception", "") + " " + e.getMessage();
    }
}
