package dev.cloche.cli.bench.way;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.api.execution.Language;
import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import dev.cloche.cli.machine.ProcessTable;
import dev.cloche.cli.platform.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Jupyter kernels, driven by a small program of ours that measures each run beside them.
public final class Jupyter implements Way {
    private static final int PATIENCE_SECONDS = 5;
    private static final String PYTHON = "/usr/bin/python3";

    private final Subject subject;
    private final Workload workload;
    private final Process process;
    private final Writer questions;
    private final BufferedReader answers;
    private final Thread onExit;

    private Jupyter(Subject subject, Workload workload, Process process) {
        this.subject = subject;
        this.workload = workload;
        this.process = process;
        this.questions = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.onExit = new Thread(process::destroy, "end the kernel");
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    /// Why there is none on this machine, if so.
    public static Optional<String> missing() {
        return Command.succeeds(List.of(PYTHON, "-c", "import ipykernel, jupyter_client"))
                ? Optional.empty()
                : Optional.of("install python3-ipykernel and python3-jupyter-client");
    }

    /// Whether its kernel speaks the language of it.
    public static boolean canRun(Workload workload) {
        return workload.language() == Language.PYTHON;
    }

    /// One kernel for all runs.
    public static Jupyter warm(Workload workload) {
        return start(Subject.JUPYTER, workload, "warm");
    }

    /// A kernel for each run.
    public static Jupyter fresh(Workload workload) {
        return start(Subject.KERNEL, workload, "new");
    }

    private static Jupyter start(Subject subject, Workload workload, String kind) {
        try {
            Process process =
                    new ProcessBuilder(PYTHON, "-c", driver(), kind)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return new Jupyter(subject, workload, process);
        } catch (IOException e) {
            throw new Refusal(Exit.FAILED, "cannot run " + PYTHON + ": " + e.getMessage(), e);
        }
    }

    private static String driver() throws IOException {
        try (InputStream program =
                Objects.requireNonNull(Jupyter.class.getResourceAsStream("/jupyter.py"))) {
            return new String(program.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public Subject subject() {
        return subject;
    }

    /// As measured beside the kernel; one at a time, since a kernel does one thing at a time.
    @Override
    public synchronized long run(int caller) {
        try {
            questions.write(Json.MAPPER.writeValueAsString(Map.of("code", workload.code())));
            questions.write('\n');
            questions.flush();
            String line = answers.readLine();
            if (line == null) {
                throw new Refusal(Exit.FAILED, "the " + subject.title() + " has ended");
            }
            JsonNode answer = Json.MAPPER.readTree(line);
            workload.check(subject, answer.path("out").asText(), answer.path("error").asText());
            return Math.round(answer.path("seconds").asDouble() * 1e9);
        } catch (IOException e) {
            throw new Refusal(Exit.FAILED, "the " + subject.title() + " is gone: " + e, e);
        }
    }

    /// The kernel without the program that drives it.
    @Override
    public Set<Long> processes() {
        ProcessTable table = ProcessTable.now();
        Set<Long> tree = table.tree(List.of(process.pid()));
        tree.remove(process.pid());
        return tree;
    }

    /// The end of its input lets the driver end its kernel.
    @Override
    public void close() {
        try {
            questions.close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                Process _ = process.destroyForcibly();
            }
        } catch (IOException _) {
            // it has ended before
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        boolean _ = Runtime.getRuntime().removeShutdownHook(onExit);
    }
}
