package dev.cloche.executor.bubblewrap;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// The room in which the files of one session are handled: nothing but the system's programs, a
/// program of ours and that session's workspace, no network, no other process.
///
/// @param host what the machine looks like
/// @param program the directory of our program
public record FileRoom(HostLayout host, Path program) {

    private static final String PROGRAM = "/run/cloche/files";

    /// The arguments of bubblewrap, and the command behind them.
    ///
    /// @param proc where `/proc` would come from; one that shows others is left out
    public List<String> argv(Confinement.Proc proc, Path workspace) {
        List<String> all = new ArrayList<>();
        add(all, "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts");
        add(all, "--unshare-cgroup", "--unshare-net", "--as-pid-1");
        add(all, "--uid", "1000", "--gid", "1000", "--hostname", "sandbox", "--clearenv");
        add(all, "--ro-bind", "/usr", "/usr");
        new TreeMap<>(host.links()).forEach((name, to) -> add(all, "--symlink", to, name));
        host.directories().forEach(name -> add(all, "--ro-bind", name, name));
        if (proc == Confinement.Proc.OWN) {
            add(all, "--proc", "/proc");
        }
        add(all, "--ro-bind", program.toString(), PROGRAM);
        add(all, "--bind", workspace.toString(), Confinement.WORKSPACE);
        add(all, "--remount-ro", "/", "--chdir", "/", "--");
        add(all, "/usr/bin/python3", "-I", "-S", "-B", PROGRAM);
        return List.copyOf(all);
    }

    private static void add(List<String> all, String... arguments) {
        all.addAll(List.of(arguments));
    }
}
