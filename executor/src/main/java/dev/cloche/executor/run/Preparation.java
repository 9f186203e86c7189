package dev.cloche.executor.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cloche.api.executor.RunLimits;
import dev.cloche.api.executor.RunRequest;
import dev.cloche.executor.bubblewrap.Confinement;
import dev.cloche.executor.bubblewrap.HostLayout;
import dev.cloche.executor.language.Launcher;
import dev.cloche.executor.process.ChildLimits;
import dev.cloche.executor.process.ChildRequest;
import dev.cloche.executor.session.BoundSession;
import dev.cloche.executor.session.Environment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/// Turns a request to run code into a sandbox to start. Nothing is started here.
///
/// @param proc where `/proc` comes from, once that is known
/// @param files of ours that runs see
public record Preparation(
        HostLayout host, Supplier<Confinement.Proc> proc, Path files, ObjectMapper json) {

    private static final int LONGEST_VARIABLE = 100 * 1024;
    private static final int OPEN_FILES = 1024;
    private static final long SMALLEST_TMP = 1024 * 1024;
    private static final double MILLIS = 1000.0;

    /// The sandbox for a request.
    public ChildRequest prepare(BoundSession session, RunRequest request, Launcher launcher) {
        RunLimits limits = session.binding().limits();
        String event = text(request.event() == null ? json.createObjectNode() : request.event());
        var walls =
                new Confinement(
                        host,
                        proc.get(),
                        files,
                        session.workspace(),
                        launcher.source(),
                        environment(session, request, launcher, event),
                        temporaryBytes(limits));
        return new ChildRequest(
                walls.arguments(),
                launcher.command(),
                request.code(),
                launcher.event() == Launcher.EventForm.PLAIN ? event : job(session, request),
                Optional.ofNullable(request.stdin()),
                request.stdinOpen(),
                limits(limits, request, launcher),
                Duration.ofMillis(request.timeoutMs()),
                new ChildRequest.Allowance(limits.outputKeptBytes(), limits.outputAllowedBytes()));
    }

    private static Map<String, String> environment(
            BoundSession session, RunRequest request, Launcher launcher, String event) {
        Map<String, String> all =
                new HashMap<>(Environment.of(session.binding().envVars(), request.envVars()));
        if (launcher.event() == Launcher.EventForm.PLAIN) {
            all.put("EVENT_FILE", Confinement.HOME + "/event.json");
            if (event.getBytes(StandardCharsets.UTF_8).length <= LONGEST_VARIABLE) {
                all.put("EVENT_JSON", event);
            }
        }
        return all;
    }

    private String job(BoundSession session, RunRequest request) {
        ObjectNode job = json.createObjectNode();
        job.put("execution_id", request.executionId().value());
        job.put("session_id", session.id().value());
        job.put("timeout", request.timeoutMs() / MILLIS);
        job.set("event", request.event() == null ? json.createObjectNode() : request.event());
        return text(job);
    }

    private String text(ObjectNode node) {
        try {
            return json.writeValueAsString(node);
        } catch (JsonProcessingException problem) {
            throw new IllegalStateException("a tree that was read can be written", problem);
        }
    }

    private static ChildLimits limits(RunLimits limits, RunRequest request, Launcher launcher) {
        double seconds = request.timeoutMs() / MILLIS;
        return new ChildLimits(
                (long) Math.ceil(Math.max(1, limits.cpuCores()) * seconds) + 1,
                limits.diskBytes(),
                OPEN_FILES,
                launcher.limitsAddressSpace()
                        ? OptionalLong.of(limits.memoryBytes())
                        : OptionalLong.empty(),
                limits.maxProcesses());
    }

    // What is in a temporary directory is memory.
    private static long temporaryBytes(RunLimits limits) {
        return Math.max(SMALLEST_TMP, Math.min(limits.diskBytes(), limits.memoryBytes() / 4));
    }
}
