package dev.cloche.control.runtime.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The wall around an installer, whose packages' own programs run in it: all namespaces, the
/// network's too, nothing of the machine but its programs, read-only, and nothing of the
/// environment but what was configured for it. Its one way out is a socket.
///
/// @param etc files that are seen in `/etc`, by their names there
/// @param environment the directory that is to be filled
/// @param door the directory of that socket
/// @param variables for mirrors
record InstallerWall(
        Roots roots,
        SortedMap<String, Path> etc,
        Path environment,
        Path door,
        Map<String, String> variables) {

    /// Where the directory of the socket is seen.
    static final String DOOR = "/run/cloche";

    private static final String TMP_BYTES = Long.toString(2L << 30);
    private static final String CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt";

    InstallerWall {
        etc = new TreeMap<>(etc);
        variables = new TreeMap<>(variables);
    }

    /// The arguments of bubblewrap, before the command that runs behind the wall.
    List<String> argv() {
        List<String> argv = new ArrayList<>();
        argv.addAll(List.of("--die-with-parent", "--unshare-user", "--unshare-pid"));
        argv.addAll(List.of("--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"));
        argv.add("--unshare-net");
        argv.addAll(List.of("--uid", "1000", "--gid", "1000", "--hostname", "cloche"));
        argv.addAll(List.of("--clearenv", "--setenv", "PATH", "/usr/local/bin:/usr/bin:/bin"));
        argv.addAll(List.of("--setenv", "HOME", "/tmp", "--setenv", "LANG", "C.UTF-8"));
        if (Files.exists(Path.of(CERTIFICATES))) {
            argv.addAll(List.of("--setenv", "PIP_CERT", CERTIFICATES));
            argv.addAll(List.of("--setenv", "NODE_EXTRA_CA_CERTS", CERTIFICATES));
        }
        variables.forEach((name, value) -> argv.addAll(List.of("--setenv", name, value)));
        roots.addTo(argv);
        etc.forEach(
                (name, path) -> argv.addAll(List.of("--ro-bind", path.toString(), "/etc/" + name)));
        argv.addAll(List.of("--proc", "/proc", "--dev", "/dev"));
        argv.addAll(List.of("--size", TMP_BYTES, "--tmpfs", "/tmp"));
        argv.addAll(List.of("--bind", environment.toString(), OuterWall.ENVIRONMENT));
        argv.addAll(List.of("--ro-bind", door.toString(), DOOR));
        argv.addAll(List.of("--remount-ro", "/", "--chdir", "/tmp", "--"));
        return List.copyOf(argv);
    }
}
