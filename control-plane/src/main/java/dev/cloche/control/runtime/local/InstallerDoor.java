package dev.cloche.control.runtime.local;

import dev.cloche.control.runtime.Command;
import dev.cloche.control.runtime.Passage;
import dev.cloche.control.runtime.Programs;
import dev.cloche.control.runtime.SpareUser;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The one way out for an installer: a program beside it that lets through what goes to some
/// places, and nothing else. It is the one that executors have for packages of sessions.
final class InstallerDoor implements AutoCloseable {

    /// What the socket is called in its directory.
    static final String SOCKET = ".door";

    private static final String DOOR = "door";
    private static final String PYTHON = "/usr/bin/python3";
    private static final int MOST_AT_ONCE = 48;

    private final Process process;

    private InstallerDoor(Process process) {
        this.process = process;
    }

    /// Opens one as a socket in a directory.
    ///
    /// @param user who runs it, and has the directory; this one when absent
    /// @param places `host:port`
    static InstallerDoor open(
            Programs programs, Path directory, Optional<SpareUser> user, List<String> places)
            throws IOException {
        List<String> argv = new ArrayList<>();
        Optional<Passage> passage =
                user.map(_ -> Passage.to(Map.of(DOOR, directory.toAbsolutePath())));
        passage.ifPresent(way -> argv.addAll(way.argv(programs)));
        user.ifPresent(one -> argv.addAll(one.become(programs.require("setpriv", "util-linux"))));
        argv.addAll(List.of(PYTHON, "-I", "-B", "-c", program("door/__main__.py")));
        var door =
                new InstallerDoor(
                        Command.builder(argv)
                                .directory(directory.toFile())
                                .redirectError(ProcessBuilder.Redirect.INHERIT)
                                .start());
        // The address of a socket is short, so it is told from the directory on where that may be.
        String socket =
                passage.map(way -> way.inside(DOOR).resolve(SOCKET).toString()).orElse(SOCKET);
        door.tell(
                new JsonObject()
                        .put("socket", socket)
                        .put("most", MOST_AT_ONCE)
                        .put("places", places));
        return door;
    }

    /// The command that runs another inside, where the way to the door looks like a proxy.
    ///
    /// @param socket where it is seen inside
    static List<String> through(String socket) {
        return List.of(PYTHON, "-I", "-B", "-c", program("inside/install.py"), socket);
    }

    private void tell(JsonObject settings) throws IOException {
        process.getOutputStream()
                .write((settings.encode() + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        if (process.getInputStream().read() < 0) {
            close();
            throw new IOException("the way to the index of packages does not open");
        }
    }

    private static String program(String name) {
        try (InputStream source = InstallerDoor.class.getResourceAsStream("/sandbox/" + name)) {
            if (source == null) {
                throw new IllegalStateException("the control plane is incomplete: no " + name);
            }
            return new String(source.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
