package dev.cloche.control.file;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.executor.FileHead;
import dev.cloche.api.executor.FoundFiles;
import dev.cloche.api.file.FilePath;
import dev.cloche.control.kernel.Refusal;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// A directory that code left behind, held open. Whatever names and links it left, one gets from
/// here only to what is really in it.
final class KeptDirectory implements AutoCloseable {

    private static final int MOST_LOOKED = 200_000;
    private static final long MOST_CHARACTERS = 4 << 20;

    private final SecureDirectoryStream<Path> stream;

    private KeptDirectory(SecureDirectoryStream<Path> stream) {
        this.stream = stream;
    }

    /// Goes from the root along the names. The last of them may also be a file: then its directory
    /// is what is opened.
    @SuppressWarnings("StreamResourceLeak") // it is closed with the directory that holds it
    static KeptDirectory open(Path root, List<String> names) throws IOException {
        var at = new KeptDirectory(secure(Files.newDirectoryStream(root)));
        for (String name : names) {
            try (KeptDirectory above = at) {
                at = above.enter(name);
            }
        }
        return at;
    }

    private KeptDirectory enter(String name) throws IOException {
        BasicFileAttributes attributes = attributes(name);
        if (attributes.isSymbolicLink()) {
            throw link(name);
        }
        if (!attributes.isDirectory()) {
            throw new Refusal(ErrorCode.CONFLICT, "'" + name + "' is not a directory");
        }
        return new KeptDirectory(
                secure(stream.newDirectoryStream(Path.of(name), LinkOption.NOFOLLOW_LINKS)));
    }

    FileHead head(String name) throws IOException {
        BasicFileAttributes attributes = attributes(name);
        if (attributes.isSymbolicLink()) {
            throw link(name);
        }
        if (!attributes.isRegularFile()) {
            throw new Refusal(ErrorCode.CONFLICT, "'" + name + "' is not a file with content");
        }
        return head(attributes);
    }

    SeekableByteChannel open(String name) throws IOException {
        return stream.newByteChannel(
                Path.of(name), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    /// The files in here, and in all that is in here.
    FoundFiles list(FilePath path, int limit) throws IOException {
        var found = new Found(limit, new ArrayList<>());
        boolean all = collect(path.isRoot() ? "" : path.value() + "/", found, 0);
        return new FoundFiles(found.files, !all);
    }

    /// Is shown files.
    interface Visitor {

        /// @param directory that holds it, open for now
        /// @param path from where the visit began
        void visit(KeptDirectory directory, String path, FileHead head) throws Exception;
    }

    /// Shows all the files in here, and in all that is in here, however many they are.
    void visit(Visitor visitor) throws Exception {
        visit("", visitor, 0);
    }

    private void visit(String prefix, Visitor visitor, int depth) throws Exception {
        for (Path path : stream) {
            String name = path.getFileName().toString();
            BasicFileAttributes attributes = attributes(name);
            if (attributes.isRegularFile()) {
                visitor.visit(this, prefix + name, head(attributes));
            } else if (attributes.isDirectory() && depth < FilePath.DEEPEST) {
                visitBelow(name, prefix + name + "/", visitor, depth);
            }
        }
    }

    private void visitBelow(String name, String prefix, Visitor visitor, int depth)
            throws Exception {
        KeptDirectory below;
        try {
            below = enter(name);
        } catch (AccessDeniedException e) {
            return; // code took the rights to look into it
        }
        try (below) {
            below.visit(prefix, visitor, depth + 1);
        }
    }

    private static final class Found {

        private final int limit;
        private final List<FoundFiles.Found> files;
        private int looked;
        private long characters;

        Found(int limit, List<FoundFiles.Found> files) {
            this.limit = limit;
            this.files = files;
        }

        boolean add(FoundFiles.Found file) {
            characters += file.path().length();
            return files.size() < limit && characters <= MOST_CHARACTERS && files.add(file);
        }
    }

    /// Whether that was all.
    private boolean collect(String prefix, Found found, int depth) throws IOException {
        for (String name : names()) {
            if (++found.looked > MOST_LOOKED) {
                return false;
            }
            BasicFileAttributes attributes = attributes(name);
            if (attributes.isRegularFile()) {
                FileHead head = head(attributes);
                var file =
                        new FoundFiles.Found(
                                prefix + name, head.size(), head.modified(), head.etag());
                if (!found.add(file)) {
                    return false;
                }
            } else if (attributes.isDirectory() && depth < FilePath.DEEPEST) {
                if (!descend(name, prefix + name + "/", found, depth)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean descend(String name, String prefix, Found found, int depth) throws IOException {
        try (KeptDirectory below = enter(name)) {
            return below.collect(prefix, found, depth + 1);
        } catch (AccessDeniedException e) {
            return true; // code took the rights to look into it, and a list goes on without it
        }
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        for (Path path : stream) {
            names.add(path.getFileName().toString());
            if (names.size() > MOST_LOOKED) {
                break;
            }
        }
        names.sort(null);
        return names;
    }

    private BasicFileAttributes attributes(String name) throws IOException {
        BasicFileAttributeView view =
                stream.getFileAttributeView(
                        Path.of(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null) {
            throw new NoSuchFileException(name);
        }
        return view.readAttributes();
    }

    private static FileHead head(BasicFileAttributes attributes) {
        String key = String.valueOf(attributes.fileKey());
        long nanos = attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
        String etag =
                HexFormat.of().toHexDigits(key.hashCode())
                        + "-"
                        + Long.toHexString(attributes.size())
                        + "-"
                        + Long.toHexString(nanos);
        return new FileHead(attributes.size(), attributes.lastModifiedTime().toMillis(), etag, 0);
    }

    private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream) {
        return (SecureDirectoryStream<Path>) stream;
    }

    private static Refusal link(String name) {
        return new Refusal(
                ErrorCode.INVALID_PARAMETER,
                "'" + name + "' is a symbolic link, and links are not followed");
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
