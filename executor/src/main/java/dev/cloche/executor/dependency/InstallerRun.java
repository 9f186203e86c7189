package dev.cloche.executor.dependency;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cloche.api.executor.InstallationOrder;
import dev.cloche.api.executor.RunLimits;
import dev.cloche.executor.bubblewrap.Confinement;
import dev.cloche.executor.process.ChildLimits;
import dev.cloche.executor.process.ChildRequest;
import dev.cloche.executor.session.BoundSession;
import dev.cloche.executor.session.Sessions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Turns an order into a sandbox to start. What is installed may run programs of its own, so an
/// installer is held like any run: by the same walls and the session's limits, but that pip and npm
/// need some memory and many small files.
record InstallerRun(ObjectMapper json) {

    private static final long MEBIBYTE = 1024L * 1024;
    private static final long LEAST_MEMORY = 768 * MEBIBYTE;
    private static final int LEAST_PROCESSES = 128;
    private static final long LEAST_FILES = 200_000;
    private static final long TEMPORARY = 64 * MEBIBYTE;
    private static final int OPEN_FILES = 1024;
    private static final long OUTPUT = 32 * MEBIBYTE;
    private static final String SCRATCH = Confinement.WORKSPACE + "/.scratch";
    private static final Path CERTIFICATES = Path.of("/etc/ssl/certs/ca-certificates.crt");

    /// @param draft the name of the directory that is filled
    ChildRequest request(BoundSession session, String draft, InstallationOrder order) {
        var program =
                new ChildRequest.Program(
                        "order.json",
                        List.of("/usr/bin/python3", "-I", Confinement.HOME + "/lib/install.pyc"),
                        new ChildRequest.Start.Become());
        return new ChildRequest(
                draft,
                Optional.empty(),
                Optional.empty(),
                program,
                environment(order.variables()),
                text(order),
                "{}",
                Optional.empty(),
                false,
                limits(session.binding().limits(), order.timeoutMs()),
                Duration.ofMillis(order.timeoutMs()),
                new ChildRequest.Allowance(OUTPUT, OUTPUT),
                ChildRequest.WallBuilder.BUBBLEWRAP);
    }

    private String text(InstallationOrder order) {
        ObjectNode told = json.createObjectNode();
        order.python().forEach(told.putArray("python")::add);
        order.javascript().forEach(told.putArray("javascript")::add);
        return told.toString();
    }

    private static Map<String, String> environment(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>();
        if (Files.isReadable(CERTIFICATES)) {
            all.put("PIP_CERT", CERTIFICATES.toString());
            all.put("NODE_EXTRA_CA_CERTS", CERTIFICATES.toString());
        }
        all.putAll(variables);
        all.put("PATH", "/usr/local/bin:/usr/bin:/bin");
        all.put("HOME", SCRATCH);
        all.put("TMPDIR", SCRATCH);
        all.put("LANG", "C.UTF-8");
        all.put("npm_config_cache", SCRATCH + "/npm");
        all.put("npm_config_maxsockets", "8");
        return Map.copyOf(all);
    }

    private static ChildLimits limits(RunLimits session, long timeoutMs) {
        long cpu = Math.max(1, Math.round(session.cpuCores())) * timeoutMs / 1000 + 1;
        return new ChildLimits(
                cpu,
                Optional.empty(),
                OPEN_FILES,
                Math.max(LEAST_MEMORY, session.memoryBytes()),
                Math.max(LEAST_PROCESSES, session.maxProcesses()),
                session.cpuCores(),
                session.diskBytes(),
                Math.max(LEAST_FILES, Sessions.filesWithin(session.diskBytes())),
                TEMPORARY);
    }
}
