package dev.cloche.control.runtime.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.RestartPolicy;
import dev.cloche.control.kernel.ByteSize;
import dev.cloche.control.runtime.ContainerSpec;
import dev.cloche.control.runtime.Room;
import java.util.HashMap;
import java.util.Map;

/// The description of a container, with the least that lets its executor make sandboxes. It names
/// no session and contains no secret. Pure.
record ContainerShape(DockerSettings settings, Dialect dialect) {

    static final String WORKSPACES = "/workspaces";
    static final String SPOOL = "/spool";

    private static final int PORT = 8090;
    private static final int USER_ID = 1000;
    private static final String USER = USER_ID + ":" + USER_ID;
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
                .withSecurityOpts(dialect.security(settings.filter(), settings.appArmor()))
                .withReadonlyRootfs(true)
                .withTmpFs(memory(room))
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
    private Map<String, String> memory(Room room) {
        String ours = "rw,nosuid,nodev," + dialect.owned(USER_ID) + ",size=";
        Map<String, String> places = new HashMap<>(dialect.closed());
        places.put(WORKSPACES, ours + room.disk().bytes() + ",exec");
        places.put(SPOOL, ours + REPORTS.bytes() + ",noexec");
        places.put("/tmp", ours + PROGRAMS.bytes() + ",exec");
        return Map.copyOf(places);
    }
}
