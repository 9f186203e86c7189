package dev.cloche.cli.bench.executor;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.executor.ExecutorBoot;
import dev.cloche.cli.bench.way.Workload;
import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import dev.cloche.cli.machine.ProcessTable;
import dev.cloche.cli.platform.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A started executor behind its wall. It must be started from a thread that lives as long as this
/// process, for bubblewrap is told of the end of that thread.
final class ExecutorProcess implements AutoCloseable {
    private static final int GRACE_SECONDS = 3;
    private static final int ORPHAN_SECONDS = 60;

    private final Process process;
    private final Box box;
    private final Thread onExit;

    private ExecutorProcess(Process process, Box box) {
        this.process = process;
        this.box = box;
        this.onExit = new Thread(this::end, "end the executor");
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    /// Starts it and tells it what it is for.
    static ExecutorProcess start(Executable executable, Workload workload, Secrets secrets) {
        OptionalInt user = SpareUser.needed();
        Box box = Box.make(executable.needs(), user);
        Wall wall = new Wall(box.directory(), executable.needs(), user);
        var boot =
                new ExecutorBoot(
                        new ContainerId("cont_bench00000000000"),
                        workload.template(),
                        secrets.callback(),
                        secrets.dispatch(),
                        secrets.controlPlane(),
                        Wall.WORKSPACES,
                        Wall.SPOOL,
                        ORPHAN_SECONDS,
                        null,
                        workload.preload());
        try {
            Process process =
                    new ProcessBuilder(wall.argv(executable.argv()))
                            .redirectErrorStream(true)
                            .redirectOutput(box.log().toFile())
                            .start();
            var started = new ExecutorProcess(process, box);
            try (OutputStream input = process.getOutputStream()) {
                input.write(Json.MAPPER.writeValueAsBytes(boot));
                input.write('\n');
            }
            return started;
        } catch (IOException e) {
            throw new Refusal(
                    Exit.FAILED,
                    "cannot start an executor: " + e.getMessage() + " " + box.lastWords(),
                    e);
        }
    }

    /// What both sides prove themselves with, and where the executor reports to.
    record Secrets(String callback, String dispatch, String controlPlane) {

        /// Without the secrets.
        @Override
        public String toString() {
            return "Secrets[" + controlPlane + "]";
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String lastWords() {
        return box.lastWords();
    }

    /// It and all below it.
    Set<Long> tree(ProcessTable table) {
        return table.tree(List.of(process.pid()));
    }

    @Override
    public void close() {
        end();
        boolean _ = Runtime.getRuntime().removeShutdownHook(onExit);
    }

    /// Below the first process are bubblewrap's own, and below those the executor, which is asked;
    /// the death of the first ends all the others.
    private void end() {
        Stream<ProcessHandle> inside =
                process.children().flatMap(ProcessHandle::children).toList().stream();
        inside.forEach(ProcessHandle::destroy);
        try {
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                int _ = process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            Process _ = process.destroyForcibly();
        }
        box.close();
    }
}
