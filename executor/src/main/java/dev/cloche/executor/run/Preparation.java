package dev.cloche.executor.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cloche.api.executor.RunLimits;
import dev.cloche.api.executor.RunRequest;
import dev.cloche.executor.bubblewrap.Confinement;
import dev.cloche.executor.language.Launcher;
import dev.cloche.executor.process.ChildLimits;
import dev.cloche.executor.process.ChildRequest;
import dev.cloche.executor.session.BoundSession;
import dev.cloche.executor.session.Environment;
import dev.cloche.executor.session.Sessions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Turns a request to run code into a sandbox to start. Nothing is started here.
///
/// @param walls whose walls runs get
/// @param base the environment that runs have before anybody says something
public record Preparation(
        ChildRequest.WallBuilder walls, ObjectMapper json, Map<String, String> base) {

    private static final int LONGEST_VARIABLE = 100 * 1024;
    private static final int OPEN_FILES = 1024;
    private static final long SMALLEST_TMP = 1024 * 1024;
    private static final double MILLIS = 1000.0;

    public Preparation {
        base = Map.copyOf(base);
    }

    /// The sandbox for a request.
    public ChildRequest prepare(BoundSession session, RunRequest request, Launcher launcher) {
        RunLimits limits = session.binding().limits();
        String event = text(request.event() == null ? json.createObjectNode() : request.event());
        Map<String, String> environment = environment(session, request, launcher, event);
        Launcher fitting =
                Environment.concernsStart(base, environment) ? launcher.fresh() : launcher;
        return new ChildRequest(
                session.id().value(),
                session.packages(),
                Optional.ofNullable(request.workingDirectory()),
                fitting.program(),
                environment,
                request.code(),
                launcher.event() == Launcher.EventForm.PLAIN ? event : job(session, request),
                Optional.ofNullable(request.stdin()),
                request.stdinOpen(),
                limits(limits, request, launcher),
                Duration.ofMillis(request.timeoutMs()),
                new ChildRequest.Allowance(limits.outputKeptBytes(), limits.outputAllowedBytes()),
                walls);
    }

    private Map<String, String> environment(
            BoundSession session, RunRequest request, Launcher launcher, String event) {
        Map<String, String> before =
                session.packages().isEmpty()
                        ? base
                        : Environment.withPackages(base, Confinement.PACKAGES);
        Map<String, String> all =
                new HashMap<>(
                        Environment.of(before, session.binding().envVars(), request.envVars()));
        if (launcher.event() == Launcher.EventForm.PLAIN) {
            all.put("EVENT_FILE", Confinement.JOB + "/event.json");
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
        return new ChildLimits(
                cpuTime(limits.cpuCores(), request.timeoutMs()).toSeconds(),
                addressSpace(limits.memoryBytes(), launcher.memory()),
                OPEN_FILES,
                limits.memoryBytes(),
                limits.maxProcesses(),
                limits.cpuCores(),
                limits.diskBytes(),
                Sessions.filesWithin(limits.diskBytes()),
                temporaryBytes(limits));
    }

    /// Processor time that one process may use: a backstop behind the time limit.
    static Duration cpuTime(double cores, long timeoutMs) {
        return Duration.ofSeconds((long) Math.ceil(Math.max(1, cores) * timeoutMs / MILLIS) + 1);
    }

    private static Optional<ChildLimits.AddressSpace> addressSpace(
            long bytes, Launcher.Memory memory) {
        return switch (memory) {
            case ADDRESS_SPACE -> Optional.of(new ChildLimits.AddressSpace(bytes, true));
            case ADDRESS_SPACE_AT_NEED -> Optional.of(new ChildLimits.AddressSpace(bytes, false));
            case USE -> Optional.empty();
        };
    }

    // What is in a temporary directory is memory.
    private static long temporaryBytes(RunLimits limits) {
        return Math.max(SMALLEST_TMP, Math.min(limits.diskBytes(), limits.memoryBytes() / 4));
    }
}
