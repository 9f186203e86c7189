package dev.cloche.executor.bubblewrap;

import dev.cloche.executor.process.Walls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The walls around runs, and all that runs can see inside them.
///
/// @param host what the machine looks like
/// @param proc where `/proc` comes from
/// @param files files of ours that runs see: `etc` and `lib` below it
/// @param workspaces the directory of all workspaces; a run sees its own alone
/// @param environment what an interpreter that imports in advance finds
/// @param preload Python modules that it imports
public record Confinement(
        HostLayout host,
        Proc proc,
        Path files,
        Path workspaces,
        Map<String, String> environment,
        List<String> preload) {

    /// Where files of ours are found inside.
    public static final String HOME = "/run/cloche";

    /// Where the code and the event of a run are found inside, for programs that read files.
    public static final String JOB = HOME + "/job";

    /// Where the packages of the session are found inside.
    public static final String PACKAGES = HOME + "/packages";

    /// Where the workspace is found inside.
    public static final String WORKSPACE = "/workspace";

    // Where the spawner gives bubblewrap the filter of system calls.
    private static final String SECCOMP = "11";

    public Confinement {
        environment = Map.copyOf(environment);
        preload = List.copyOf(preload);
    }

    /// Where `/proc` comes from.
    public enum Proc {
        /// The run's own processes, and no others.
        OWN,
        /// The container's: names of its processes can be seen.
        OF_THE_CONTAINER
    }

    /// The same walls, for whoever builds them.
    public Walls walls() {
        boolean own = proc == Proc.OWN;
        return new Walls(
                before(),
                after(),
                pool(),
                new Walls.Fork(
                        own,
                        own ? host.maskedFiles() : List.of(),
                        own ? host.maskedDirectories() : List.of(),
                        preload));
    }

    private List<String> before() {
        List<String> all = new ArrayList<>();
        namespaces(all);
        add(all, "--as-pid-1");
        system(all);
        processes(all);
        mask(all);
        add(all, "--dev", "/dev");
        ours(all);
        return all;
    }

    private static List<String> after() {
        List<String> all = new ArrayList<>();
        add(all, "--remount-ro", "/proc", "--remount-ro", "/dev", "--remount-ro", "/");
        add(all, "--chdir", "/", "--seccomp", SECCOMP);
        return all;
    }

    // A fresh /proc can be mounted only where the present one hides nothing, so each child masks
    // its own.
    private List<String> pool() {
        List<String> all = new ArrayList<>();
        namespaces(all);
        new TreeMap<>(environment).forEach((name, value) -> add(all, "--setenv", name, value));
        system(all);
        processes(all);
        if (proc == Proc.OF_THE_CONTAINER) {
            mask(all);
        }
        add(all, "--dev", "/dev", "--perms", "1777", "--size", "16777216", "--tmpfs", "/tmp");
        ours(all);
        add(all, "--dir", JOB, "--perms", "0755", "--dir", WORKSPACE);
        add(all, "--bind", workspaces.toString(), Walls.WORKSPACES);
        add(all, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/");
        return all;
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
    }

    private void mask(List<String> all) {
        host.maskedFiles().forEach(file -> add(all, "--ro-bind", "/dev/null", file));
        host.maskedDirectories()
                .forEach(directory -> add(all, "--tmpfs", directory, "--remount-ro", directory));
    }

    private void ours(List<String> all) {
        add(all, "--perms", "0755", "--dir", "/var", "--symlink", "../tmp", "/var/tmp");
        add(all, "--dir", HOME, "--ro-bind", files.resolve("lib").toString(), HOME + "/lib");
        // Covered by what was installed for the session, if something was.
        add(all, "--perms", "0755", "--dir", PACKAGES);
        host.installedModules()
                .ifPresent(place -> add(all, "--symlink", place, PACKAGES + "/javascript"));
        add(all, "--symlink", PACKAGES + "/javascript/node_modules", "/node_modules");
    }

    private static void add(List<String> all, String... arguments) {
        all.addAll(List.of(arguments));
    }
}
