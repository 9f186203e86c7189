package dev.cloche.cli.bench.executor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/// The command line that starts an executor behind an outer wall like the platform's: all
/// namespaces but the network's, only the machine's programs, nothing of the environment. Pure but
/// for looking how the machine lays out its programs.
///
/// @param box directory with `workspaces`, `spool` and `etc`; and, for root, with what it needs
/// @param needs what the executor needs to see, by names
/// @param user that root becomes first
record Wall(Path box, SortedMap<String, Path> needs, OptionalInt user) {
    static final String WORKSPACES = "/workspaces";
    static final String SPOOL = "/spool";

    private static final String SEEN_AT = "/opt/cloche/";
    private static final List<String> BESIDE_USR =
            List.of("bin", "sbin", "lib", "lib32", "lib64", "libx32");
    private static final List<String> OF_THE_MACHINE =
            List.of("alternatives", "ld.so.cache", "localtime", "ssl/certs", "ssl/openssl.cnf");
    private static final List<String> OURS = List.of("passwd", "group", "hosts", "nsswitch.conf");

    // What the executor needs may lie behind directories that are closed to anybody but root, such
    // as /root. So it is bound into the box, in a mount namespace that ends with the executor.
    private static final String PASSAGE =
            """
            set -eu
            while [ "$1" != -- ]; do mount --bind "$1" "$2"; shift 2; done
            shift
            exec "$@"
            """;

    Wall {
        needs = new TreeMap<>(needs);
    }

    /// Where a need is seen inside.
    static String seenAt(String need) {
        return SEEN_AT + need;
    }

    List<String> argv(List<String> program) {
        List<String> argv = new ArrayList<>(List.of("setsid", "env", "--default-signal"));
        user.ifPresent(id -> argv.addAll(asUser(Integer.toString(id))));
        argv.addAll(List.of("bwrap", "--die-with-parent", "--unshare-user", "--unshare-pid"));
        argv.addAll(List.of("--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"));
        argv.addAll(List.of("--uid", "1000", "--gid", "1000", "--hostname", "cloche"));
        argv.addAll(List.of("--clearenv", "--setenv", "PATH", "/usr/local/bin:/usr/bin:/bin"));
        argv.addAll(List.of("--setenv", "HOME", "/tmp", "--setenv", "LANG", "C.UTF-8"));
        argv.addAll(List.of("--ro-bind", "/usr", "/usr"));
        BESIDE_USR.forEach(name -> besideUsr(argv, name));
        OF_THE_MACHINE.forEach(name -> bind(argv, "--ro-bind-try", "/etc/" + name, "/etc/" + name));
        OURS.forEach(name -> bind(argv, "--ro-bind", inBox("etc/" + name), "/etc/" + name));
        argv.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/dev/shm"));
        argv.addAll(List.of("--tmpfs", "/tmp"));
        needs.forEach((name, path) -> bind(argv, "--ro-bind", reachable(name, path), seenAt(name)));
        bind(argv, "--bind", inBox("workspaces"), WORKSPACES);
        bind(argv, "--bind", inBox("spool"), SPOOL);
        argv.addAll(List.of("--remount-ro", "/", "--chdir", "/", "--"));
        argv.addAll(program);
        return List.copyOf(argv);
    }

    private List<String> asUser(String id) {
        List<String> argv = new ArrayList<>();
        argv.addAll(List.of("unshare", "--mount", "--propagation", "private", "--"));
        argv.addAll(List.of("sh", "-c", PASSAGE, "passage"));
        for (Map.Entry<String, Path> need : needs.entrySet()) {
            argv.addAll(List.of(need.getValue().toString(), inBox(need.getKey())));
        }
        argv.addAll(List.of("--", "setpriv", "--reuid", id, "--regid", id));
        argv.addAll(List.of("--clear-groups", "--no-new-privs"));
        return argv;
    }

    private String reachable(String name, Path path) {
        return user.isPresent() ? inBox(name) : path.toString();
    }

    private String inBox(String name) {
        return box.resolve(name).toString();
    }

    private static void besideUsr(List<String> argv, String name) {
        String path = "/" + name;
        if (Files.isSymbolicLink(Path.of(path))) {
            argv.addAll(List.of("--symlink", "usr/" + name, path));
        } else {
            bind(argv, "--ro-bind-try", path, path);
        }
    }

    private static void bind(List<String> argv, String how, String from, String to) {
        argv.addAll(List.of(how, from, to));
    }
}
