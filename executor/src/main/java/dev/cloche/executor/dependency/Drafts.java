package dev.cloche.executor.dependency;

import dev.cloche.api.session.SessionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/// The directories that packages are installed into, beside the workspaces: one for each attempt of
/// a session. Names of sessions have no dots, so these are nobody's workspaces.
public final class Drafts {

    private static final Logger LOG = Logger.getLogger(Drafts.class);
    private static final int DELETION_SECONDS = 120;

    // Code may have taken the rights to look into its directories.
    private static final String DELETE =
            "chmod -R u+rwX -- \"$@\" 2>/dev/null; exec rm -rf --one-file-system -- \"$@\"";

    private final Path workspaces;
    private final Consumer<Path> made;

    public Drafts(Path workspaces) {
        this(workspaces, _ -> {});
    }

    /// @param made told of each new directory
    Drafts(Path workspaces, Consumer<Path> made) {
        this.workspaces = workspaces;
        this.made = made;
    }

    /// What the one for an attempt is called.
    static String name(SessionId session, int attempt) {
        return prefix(session) + attempt;
    }

    /// An empty one for an attempt.
    Path make(SessionId session, int attempt) throws IOException {
        Path path = workspaces.resolve(name(session, attempt));
        delete(List.of(path));
        var onlyOurs =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        Files.createDirectory(path, onlyOurs);
        made.accept(path);
        return path;
    }

    /// Deletes one.
    void delete(String name) {
        try {
            delete(List.of(workspaces.resolve(name)));
        } catch (IOException problem) {
            LOG.warnf("%s not deleted: %s", name, problem.getMessage());
        }
    }

    /// Deletes all of a session but those.
    void deleteOthers(SessionId session, List<String> kept) {
        try (Stream<Path> all = Files.list(workspaces)) {
            delete(
                    all.filter(
                                    path -> {
                                        String name = path.getFileName().toString();
                                        return name.startsWith(prefix(session))
                                                && !kept.contains(name);
                                    })
                            .toList());
        } catch (IOException | UncheckedIOException problem) {
            LOG.warnf("packages of %s not deleted: %s", session, problem.getMessage());
        }
    }

    private static String prefix(SessionId session) {
        return session + ".packages-";
    }

    private static void delete(List<Path> paths) throws IOException {
        List<String> there =
                paths.stream()
                        .filter(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS))
                        .map(Path::toString)
                        .toList();
        if (there.isEmpty()) {
            return;
        }
        var command =
                new ProcessBuilder(
                        Stream.concat(Stream.of("/bin/sh", "-c", DELETE, "delete"), there.stream())
                                .toList());
        command.redirectErrorStream(true);
        command.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        Process process = command.start();
        process.getOutputStream().close();
        try {
            if (!process.waitFor(DELETION_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("deleting takes too long");
            }
        } catch (InterruptedException interruption) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
