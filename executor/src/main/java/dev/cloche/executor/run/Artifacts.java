package dev.cloche.executor.run;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/// Finds the files that a run made or changed. The workspace may belong to hostile code that is
/// still running: each step goes from an open directory to its child and follows no link, so that
/// nothing outside is ever looked at.
final class Artifacts {

    private static final Logger LOG = Logger.getLogger(Artifacts.class);
    private static final int MOST_FOUND = 1000;
    private static final int MOST_VISITED = 20_000;
    private static final int DEEPEST = 32;

    private final FileTime since;
    private final List<String> found = new ArrayList<>();
    private int visited;

    private Artifacts(Instant since) {
        this.since = FileTime.from(since);
    }

    /// Relative paths of regular files, sorted; at most so many, after at most so many looks.
    static List<String> changedSince(Instant start, Path workspace) {
        var artifacts = new Artifacts(start);
        try (DirectoryStream<Path> top = Files.newDirectoryStream(workspace)) {
            if (top instanceof SecureDirectoryStream<Path> secure) {
                artifacts.walk(secure, "", 0);
            } else {
                LOG.warnf("artifacts cannot be looked for safely workspace=%s", workspace);
            }
        } catch (IOException problem) {
            LOG.warnf("artifacts cannot be looked for: %s", problem.getMessage());
        }
        return artifacts.found.stream().sorted().toList();
    }

    private void walk(SecureDirectoryStream<Path> directory, String prefix, int depth) {
        try {
            for (Path entry : directory) {
                if (found.size() >= MOST_FOUND || ++visited > MOST_VISITED) {
                    return;
                }
                look(directory, entry.getFileName(), prefix, depth);
            }
        } catch (DirectoryIteratorException gone) {
            LOG.debugf("a directory went away while it was read: %s", gone.getMessage());
        }
    }

    private void look(SecureDirectoryStream<Path> directory, Path name, String prefix, int depth) {
        try {
            BasicFileAttributes is =
                    directory
                            .getFileAttributeView(
                                    name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                            .readAttributes();
            if (is.isRegularFile() && isNew(is)) {
                found.add(prefix + name);
            } else if (is.isDirectory() && depth < DEEPEST) {
                try (SecureDirectoryStream<Path> below =
                        directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                    walk(below, prefix + name + "/", depth + 1);
                }
            }
        } catch (IOException gone) {
            LOG.debugf("a file went away while it was looked at: %s", gone.getMessage());
        }
    }

    // The time of birth tells of files that were unpacked with an old time of change.
    private boolean isNew(BasicFileAttributes file) {
        return file.lastModifiedTime().compareTo(since) >= 0
                || file.creationTime().compareTo(since) >= 0;
    }
}
