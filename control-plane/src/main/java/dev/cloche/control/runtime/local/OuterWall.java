package dev.cloche.control.runtime.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The wall around an executor: all namespaces but the network's, since it listens on loopback and
/// calls back; nothing of the machine but its programs, read-only; nothing of the environment.
///
/// @param roots the machine's top-level directories of programs
/// @param etc files that are seen in `/etc`, by their names there
/// @param needs what the program needs, by the names under which it is seen
/// @param container the container's own directory
/// @param environment what was installed for its template, if there is something
/// @param cgroups what the executor may make groups in, by the names under which it is seen
record OuterWall(
        Roots roots,
        SortedMap<String, Path> etc,
        SortedMap<String, Path> needs,
        Path container,
        SortedMap<String, Path> cgroups,
        Optional<Path> environment) {

    static final String WORKSPACES = "/workspaces";
    static final String SPOOL = "/spool";
    static final String ENVIRONMENT = "/environment";
    static final String CGROUPS = "/cgroup";
    static final String FIRST_ARGUMENT = "--die-with-parent";

    private static final String TMP_BYTES = Integer.toString(256 << 20);
    private static final String SHM_BYTES = Integer.toString(64 << 20);

    OuterWall {
        etc = new TreeMap<>(etc);
        needs = new TreeMap<>(needs);
        cgroups = new TreeMap<>(cgroups);
    }

    /// The arguments of bubblewrap, before the command that runs behind the wall.
    List<String> argv() {
        List<String> argv = new ArrayList<>();
        argv.addAll(List.of(FIRST_ARGUMENT, "--unshare-user", "--unshare-pid"));
        argv.addAll(List.of("--unshare-ipc", "--unshare-uts"));
        if (!cgroups.containsKey(Delegation.UNIFIED)) {
            // Where namespaces are boundaries of delegation, one that was made in the executor's
            // group could not move processes to the groups beside that. Runs have their own.
            argv.add("--unshare-cgroup-try");
        }
        argv.addAll(List.of("--uid", "1000", "--gid", "1000", "--hostname", "cloche"));
        argv.addAll(List.of("--clearenv", "--setenv", "PATH", "/usr/local/bin:/usr/bin:/bin"));
        argv.addAll(List.of("--setenv", "HOME", "/tmp", "--setenv", "LANG", "C.UTF-8"));
        roots.addTo(argv);
        etc.forEach((name, path) -> bind(argv, "--ro-bind", path, "/etc/" + name));
        argv.addAll(List.of("--proc", "/proc", "--dev", "/dev"));
        argv.addAll(List.of("--size", SHM_BYTES, "--tmpfs", "/dev/shm"));
        argv.addAll(List.of("--size", TMP_BYTES, "--tmpfs", "/tmp"));
        needs.forEach((name, path) -> bind(argv, "--ro-bind", path, Program.seenAt(name)));
        environment.ifPresent(path -> bind(argv, "--ro-bind", path, ENVIRONMENT));
        bind(argv, "--bind", container.resolve("workspaces"), WORKSPACES);
        bind(argv, "--bind", container.resolve("spool"), SPOOL);
        cgroups.forEach((name, path) -> bind(argv, "--bind", path, CGROUPS + "/" + name));
        argv.addAll(List.of("--remount-ro", "/", "--chdir", "/", "--"));
        return List.copyOf(argv);
    }

    private static void bind(List<String> argv, String how, Path from, String to) {
        argv.addAll(List.of(how, from.toString(), to));
    }
}
