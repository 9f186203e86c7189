package dev.cloche.executor.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cloche.api.executor.Expectation;
import dev.cloche.api.executor.FileOrder;
import dev.cloche.api.executor.UploadEnd;
import dev.cloche.api.file.FilePath;
import dev.cloche.api.template.Isolation;
import dev.cloche.executor.boot.SandboxFiles;
import dev.cloche.executor.bubblewrap.FileRoom;
import dev.cloche.executor.bubblewrap.HostLayout;
import dev.cloche.executor.kernel.Refusal;
import java.io.ByteArrayInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A workspace on disk, and clerks that work with it. As root they are a user without privileges.
final class Desk implements AutoCloseable {

    private static final String NOBODY = "62000";

    private final Path root;
    private final SandboxFiles files;
    final Path workspace;
    final ObjectMapper json = new ObjectMapper();
    private final Clerks clerks;
    long disk = 64L << 20;
    int most = 10_000;

    Desk(Isolation isolation) throws IOException {
        root = Files.createTempDirectory("cloche-desk-");
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        files = SandboxFiles.below(root);
        workspace = Files.createDirectory(root.resolve("workspace"));
        boolean isRoot = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
        if (isRoot) {
            run("chown", "-R", NOBODY + ":" + NOBODY, root.toString());
        }
        List<String> drop =
                isRoot
                        ? List.of(
                                "/usr/bin/setpriv",
                                "--reuid",
                                NOBODY,
                                "--regid",
                                NOBODY,
                                "--clear-groups")
                        : List.of();
        clerks =
                new Clerks(
                        new FileRoom(HostLayout.of(Path.of("/")), files.clerk()),
                        Stream.concat(drop.stream(), Stream.of("/usr/bin/bwrap")).toList(),
                        () -> isolation,
                        json,
                        4);
    }

    /// Runs a shell command as whoever owns the workspace.
    void shell(String command) throws IOException {
        boolean isRoot = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
        String script = "cd '" + workspace + "' && " + command;
        if (isRoot) {
            run(
                    "setpriv",
                    "--reuid",
                    NOBODY,
                    "--regid",
                    NOBODY,
                    "--clear-groups",
                    "bash",
                    "-c",
                    script);
        } else {
            run("bash", "-c", script);
        }
    }

    JsonNode upload(String path, byte[] content) throws IOException {
        return upload(
                new UploadEnd(new FilePath(path), false, false, null),
                new ByteArrayInputStream(content));
    }

    JsonNode upload(String path, byte[] content, Expectation expected) throws IOException {
        return upload(
                new UploadEnd(new FilePath(path), false, false, expected),
                new ByteArrayInputStream(content));
    }

    void delete(String path, Expectation expected) throws IOException {
        try (Clerk clerk = ask(FileOrder.delete(new FilePath(path), false, expected))) {
            clerk.answer();
        }
    }

    JsonNode unpack(String directory, boolean overwrite, byte[] archive) throws IOException {
        return upload(
                new UploadEnd(new FilePath(directory), true, overwrite, null),
                new ByteArrayInputStream(archive));
    }

    JsonNode upload(UploadEnd end, InputStream content) throws IOException {
        try (Clerk clerk =
                clerks.open(workspace, Map.of("do", "write", "disk", disk, "files", most))) {
            try (OutputStream input = clerk.input()) {
                var out = new DataOutputStream(input);
                byte[] chunk = new byte[64 * 1024];
                for (int read = content.read(chunk); read >= 0; read = content.read(chunk)) {
                    out.writeInt(read);
                    out.write(chunk, 0, read);
                }
                out.writeInt(0);
                out.write(json.writeValueAsBytes(end));
                out.flush();
            }
            return clerk.answer();
        }
    }

    /// Sends the beginning of an upload and then nothing more.
    JsonNode breakOff(byte[] beginning) throws IOException {
        try (Clerk clerk =
                clerks.open(workspace, Map.of("do", "write", "disk", disk, "files", most))) {
            try (OutputStream input = clerk.input()) {
                var out = new DataOutputStream(input);
                out.writeInt(beginning.length + 1000);
                out.write(beginning);
                out.flush();
            }
            return clerk.answer();
        }
    }

    byte[] read(String path) throws IOException {
        return read(FileOrder.read(new FilePath(path), 0, -1, null));
    }

    byte[] read(FileOrder order) throws IOException {
        try (Clerk clerk = ask(order)) {
            JsonNode answer = clerk.answer();
            return clerk.content().readNBytes(answer.path("length").asInt());
        }
    }

    JsonNode head(String path) throws IOException {
        try (Clerk clerk = ask(FileOrder.head(new FilePath(path)))) {
            return clerk.answer();
        }
    }

    JsonNode list(String directory, int limit) throws IOException {
        return json.readTree(read(FileOrder.list(new FilePath(directory), limit)));
    }

    void delete(String path, boolean recursive) throws IOException {
        try (Clerk clerk = ask(FileOrder.delete(new FilePath(path), recursive, null))) {
            clerk.answer();
        }
    }

    /// The paths of everything that is there, links and special files included.
    List<String> everything() throws IOException {
        try (Stream<Path> all = Files.walk(workspace)) {
            return all.filter(path -> !path.equals(workspace))
                    .map(path -> workspace.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }

    /// The code of the refusal that this ends with.
    static String refusal(Attempt attempt) throws IOException {
        try {
            Object done = attempt.make();
            throw new AssertionError("not refused: " + done);
        } catch (Refusal refusal) {
            return refusal.code().wire();
        }
    }

    interface Attempt {
        Object make() throws IOException;
    }

    private Clerk ask(FileOrder order) throws IOException {
        Clerk clerk = clerks.open(workspace, order);
        clerk.input().close();
        return clerk;
    }

    static void run(String... command) throws IOException {
        try {
            Process process = new ProcessBuilder(command).inheritIO().start();
            if (process.waitFor() != 0) {
                throw new AssertionError(String.join(" ", command) + " failed");
            }
        } catch (InterruptedException interruption) {
            throw new AssertionError(interruption);
        }
    }

    @Override
    public void close() throws IOException {
        run("chmod", "-R", "u+rwX", root.toString());
        run("rm", "-rf", root.toString());
    }
}
