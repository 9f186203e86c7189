package dev.cloche.executor.bubblewrap;

import dev.cloche.executor.process.Descriptors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The walls around one run, and all that it can see inside them.
///
/// @param host what the machine looks like
/// @param proc where `/proc` comes from
/// @param files files of ours that runs see: `etc` and `lib` below it
/// @param workspace the directory that the session works in
/// @param source the name of the file that the code is in
/// @param environment all of it; nothing is inherited
/// @param temporaryBytes the size of `/tmp`, and of `/dev/shm`
public record Confinement(
        HostLayout host,
        Proc proc,
        Path files,
        Path workspace,
        String source,
        Map<String, String> environment,
        long temporaryBytes) {

    /// Where files of ours are found inside.
    public static final String HOME = "/run/cloche";

    /// Where the workspace is found inside.
    public static final String WORKSPACE = "/workspace";

    private static final Descriptors DESCRIPTORS = Descriptors.OF_THE_SPAWNER;

    public Confinement {
        environment = Map.copyOf(environment);
    }

    /// Where `/proc` comes from.
    public enum Proc {
        /// The run's own processes, and no others.
        OWN,
        /// The container's: names of its processes can be seen.
        OF_THE_CONTAINER
    }

    /// The same walls as arguments of bubblewrap, the command left out.
    public List<String> arguments() {
        List<String> all = new ArrayList<>();
        namespaces(all);
        new TreeMap<>(environment).forEach((name, value) -> add(all, "--setenv", name, value));
        system(all);
        processes(all);
        devices(all);
        temporary(all, "/tmp");
        add(all, "--perms", "0755", "--dir", "/var", "--symlink", "../tmp", "/var/tmp");
        ours(all);
        add(all, "--bind", workspace.toString(), WORKSPACE, "--chdir", WORKSPACE);
        add(all, "--remount-ro", "/");
        add(all, "--seccomp", String.valueOf(DESCRIPTORS.seccomp()));
        add(all, "--json-status-fd", String.valueOf(DESCRIPTORS.status()));
        add(all, "--block-fd", String.valueOf(DESCRIPTORS.gate()));
        return List.copyOf(all);
    }

    private static void namespaces(List<String> all) {
        add(all, "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts");
        add(all, "--unshare-cgroup", "--unshare-net", "--die-with-parent");
        add(all, "--uid", "1000", "--gid", "1000", "--hostname", "sandbox", "--clearenv");
    }

    private void system(List<String> all) {
        add(all, "--ro-bind", "/usr", "/usr");
        new TreeMap<>(host.links()).forEach((name, to) -> add(all, "--symlink", to, name));
        host.directories().forEach(name -> add(all, "--ro-bind", name, name));
        add(all, "--ro-bind", files.resolve("etc").toString(), "/etc");
    }

    private void processes(List<String> all) {
        switch (proc) {
            case OWN -> add(all, "--proc", "/proc");
            case OF_THE_CONTAINER -> add(all, "--dev-bind", "/proc", "/proc");
        }
        host.maskedFiles().forEach(file -> add(all, "--ro-bind", "/dev/null", file));
        host.maskedDirectories()
                .forEach(directory -> add(all, "--tmpfs", directory, "--remount-ro", directory));
    }

    private void devices(List<String> all) {
        add(all, "--dev", "/dev");
        temporary(all, "/dev/shm");
        add(all, "--remount-ro", "/dev");
    }

    private void temporary(List<String> all, String at) {
        add(all, "--perms", "1777", "--size", String.valueOf(temporaryBytes), "--tmpfs", at);
    }

    private void ours(List<String> all) {
        add(all, "--dir", HOME, "--ro-bind", files.resolve("lib").toString(), HOME + "/lib");
        file(all, DESCRIPTORS.code(), source);
        file(all, DESCRIPTORS.event(), "event.json");
    }

    private static void file(List<String> all, int descriptor, String name) {
        add(all, "--perms", "0444", "--file", String.valueOf(descriptor), HOME + "/" + name);
    }

    private static void add(List<String> all, String... arguments) {
        all.addAll(List.of(arguments));
    }
}
