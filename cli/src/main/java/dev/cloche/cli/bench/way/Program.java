package dev.cloche.cli.bench.way;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A new process for each run.
public final class Program implements Way {
    private static final List<String> BESIDE_USR =
            List.of("bin", "sbin", "lib", "lib32", "lib64", "libx32");

    private final Subject subject;
    private final Workload workload;
    private final List<String> argv;

    private Program(Subject subject, Workload workload, List<String> argv) {
        this.subject = subject;
        this.workload = workload;
        this.argv = List.copyOf(argv);
    }

    /// What a user would do without a sandbox.
    public static Program bare(Workload workload) {
        return new Program(Subject.BARE, workload, workload.command());
    }

    /// The same in all namespaces that bubblewrap can make.
    public static Program wrapped(Workload workload) {
        List<String> argv = new ArrayList<>(List.of("/usr/bin/bwrap", "--unshare-all"));
        argv.addAll(List.of("--die-with-parent", "--ro-bind", "/usr", "/usr"));
        for (String name : BESIDE_USR) {
            Path path = Path.of("/", name);
            if (Files.isSymbolicLink(path)) {
                argv.addAll(List.of("--symlink", "usr/" + name, path.toString()));
            } else {
                argv.addAll(List.of("--ro-bind-try", path.toString(), path.toString()));
            }
        }
        // Debian's numpy finds its linear algebra there
        argv.addAll(List.of("--ro-bind-try", "/etc/alternatives", "/etc/alternatives"));
        argv.addAll(List.of("--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"));
        argv.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--"));
        argv.addAll(workload.command());
        return new Program(Subject.BWRAP, workload, argv);
    }

    /// What a command prints, when it is there and content.
    public static Optional<String> says(List<String> command) {
        return Command.succeeds(command)
                ? Optional.of(Command.run(command).out().strip())
                : Optional.empty();
    }

    @Override
    public Subject subject() {
        return subject;
    }

    @Override
    public long run(int caller) {
        long start = System.nanoTime();
        Command done = Command.run(argv);
        long took = System.nanoTime() - start;
        workload.check(subject, done.out(), "it left with " + done.exitCode());
        return took;
    }

    @Override
    public Set<Long> processes() {
        return Set.of();
    }

    @Override
    public void close() {
        // nothing stays
    }
}
