package dev.cloche.control.runtime.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.RestartPolicy;
import dev.cloche.control.kernel.ByteSize;
import dev.cloche.control.runtime.ContainerSpec;
import dev.cloche.control.runtime.Room;
import java.util.List;
import java.util.Map;

/// The description of a container, with the least that lets its executor make sandboxes. It names
/// no session and contains no secret. Pure.
record ContainerShape(DockerSettings settings) {

    static final String WORKSPACES = "/workspaces";
    static final String SPOOL = "/spool";

    private static final int PORT = 8090;
    private static final String USER = "1000:1000";
    private static final String OURS = "rw,nosuid,nodev,mode=700,uid=1000,gid=1000,size=";
    private static final ByteSize REPORTS = ByteSize.mebi(256);
    private static final ByteSize PROGRAMS = ByteSize.mebi(64);
    private static final long NANOS_OF_MILLI = 1_000_000;

    /// Fills in what the engine is asked for.
    CreateContainerCmd fill(CreateContainerCmd wish, ContainerSpec spec) {
        return wish.withName(ContainerNames.of(spec.id()))
                .withLabels(
                        Map.of(
                                ContainerNames.INSTALLATION, settings.installation(),
                                ContainerNames.CONTAINER, spec.id().value(),
                                ContainerNames.TEMPLATE, spec.template().value()))
                .withUser(USER)
                .withEnv("QUARKUS_HTTP_HOST=0.0.0.0", "QUARKUS_HTTP_PORT=" + PORT)
                .withStdinOpen(true)
                .withStdInOnce(true)
                .withAttachStdin(true)
                .withTty(false)
                .withHostConfig(rights(spec.room()));
    }

    private HostConfig rights(Room room) {
        long memory = room.memory().bytes() + room.disk().bytes();
        return new OpenHostConfig()
                .withNetworkMode(settings.network().name())
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(
                        List.of(
                                "no-new-privileges",
                                "seccomp=" + settings.filter(),
                                "apparmor=" + settings.appArmor()))
                .withReadonlyRootfs(true)
                .withTmpFs(writable(room))
                .withPidsLimit((long) settings.processes())
                // What is written is in memory, and counts as such.
                .withMemory(memory)
                .withMemorySwap(memory)
                .withNanoCPUs(room.milliCores() * NANOS_OF_MILLI)
                .withRestartPolicy(RestartPolicy.noRestart())
                .withLogConfig(
                        new LogConfig(
                                LogConfig.LoggingType.JSON_FILE,
                                Map.of("max-size", "8m", "max-file", "2")));
    }

    // The engine adds `noexec` where nothing is said of it.
    private static Map<String, String> writable(Room room) {
        return Map.of(
                WORKSPACES,
                OURS + room.disk().bytes() + ",exec",
                SPOOL,
                OURS + REPORTS.bytes() + ",noexec",
                "/tmp",
                OURS + PROGRAMS.bytes() + ",exec");
    }
}
