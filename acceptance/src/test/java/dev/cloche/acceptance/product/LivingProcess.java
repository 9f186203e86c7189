package dev.cloche.acceptance.product;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// A process of this machine, as `/proc` shows it.
///
/// @param pid as seen from outside of every sandbox
/// @param commandLine its arguments, separated by spaces
public record LivingProcess(long pid, String commandLine) {

    private static final Path PROC = Path.of("/proc");

    /// All processes that have to do with a place: by their arguments, environment or working
    /// directory, or because something of it is mounted where they live.
    static List<LivingProcess> mentioning(String mark) {
        List<LivingProcess> found = new ArrayList<>();
        for (LivingProcess process : all()) {
            if (process.mentions(mark)) {
                found.add(process);
            }
        }
        return List.copyOf(found);
    }

    /// All processes that this user may look at, but for the one that looks.
    public static List<LivingProcess> all() {
        List<LivingProcess> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path entry : entries) {
                long pid = Long.parseLong(entry.getFileName().toString());
                if (pid != ProcessHandle.current().pid()) {
                    found.add(new LivingProcess(pid, text(entry.resolve("cmdline")).strip()));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + PROC, e);
        }
        return List.copyOf(found);
    }

    /// Who runs this.
    static int ownUser() {
        return ownerOf(PROC.resolve("self"));
    }

    /// Whose a file is, or -1 when there is none.
    static int ownerOf(Path file) {
        try {
            return (Integer) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        } catch (IOException gone) {
            return -1;
        }
    }

    /// Whether it is dead and nobody has asked how, though somebody of these should.
    boolean isZombieOf(Set<Long> parents) {
        String stat = text(PROC.resolve(Long.toString(pid)).resolve("stat"));
        // what stands in parentheses is a name that the process chose
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        return fields[0].equals("Z") && parents.contains(Long.parseLong(fields[1]));
    }

    private boolean mentions(String mark) {
        Path entry = PROC.resolve(Long.toString(pid));
        return commandLine.contains(mark)
                || text(entry.resolve("mountinfo")).contains(mark)
                || text(entry.resolve("environ")).contains(mark)
                || target(entry.resolve("cwd")).contains(mark);
    }

    /// The loopback ports that it listens on.
    Set<Integer> ports(List<Listener> listeners) {
        Set<String> sockets = new TreeSet<>();
        try (DirectoryStream<Path> open =
                Files.newDirectoryStream(PROC.resolve(Long.toString(pid)).resolve("fd"))) {
            open.forEach(file -> sockets.add(target(file)));
        } catch (IOException gone) {
            return Set.of();
        }
        Set<Integer> ports = new TreeSet<>();
        for (Listener listener : listeners) {
            if (sockets.contains("socket:[" + listener.inode() + "]")) {
                ports.add(listener.port());
            }
        }
        return ports;
    }

    /// Ends it at once; it gets no chance to say anything.
    public void kill() {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    /// Holds it up, until [#resume()].
    public void pause() {
        signal("STOP");
    }

    /// Lets it go on.
    public void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            Command.run(
                    Duration.ofSeconds(30),
                    Map.of(),
                    List.of("kill", "-" + name, Long.toString(pid)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending SIG" + name, e);
        }
    }

    // A process may end, or belong to somebody else, while one looks: then it shows nothing.
    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).replace('\0', ' ');
        } catch (IOException gone) {
            return "";
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException gone) {
            return "";
        }
    }
}
