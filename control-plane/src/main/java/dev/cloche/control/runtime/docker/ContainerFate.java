package dev.cloche.control.runtime.docker;

import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import dev.cloche.api.container.ContainerId;
import dev.cloche.control.runtime.ContainerGone;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a container ended. Pure.
///
/// @param starved whether its memory as a whole ran out
record ContainerFate(OptionalInt exitCode, String why, boolean starved) {

    /// What the engine calls containers that are there and are not over, before and after it began.
    private static final Set<String> LIVING =
            Set.of("created", "initialized", "running", "paused", "restarting", "stopping");

    private static final int SIGNALLED = 128;
    private static final int KILLED = 137;

    /// Whether one that is in this state may still do something.
    static boolean isAlive(String state) {
        return LIVING.contains(state);
    }

    /// What its last state says.
    ///
    /// @param starved whether the engine said that memory ran out in it
    static ContainerFate of(ContainerState state, boolean starved) {
        long exit = Optional.ofNullable(state.getExitCodeLong()).orElse(0L);
        int code = Math.toIntExact(exit);
        boolean outOfMemory =
                code == KILLED && (starved || Boolean.TRUE.equals(state.getOOMKilled()));
        String why =
                outOfMemory
                        ? "it used more memory than it may (OOMKilled)"
                        : exit(code) + told(state.getError());
        return new ContainerFate(OptionalInt.of(code), why, outOfMemory);
    }

    /// Of one that is not there any more.
    static ContainerFate vanished(OptionalInt exitCode) {
        return new ContainerFate(exitCode, "its container was removed from the engine", false);
    }

    ContainerGone news(ContainerId id) {
        return new ContainerGone(id, exitCode, why, starved);
    }

    private static String exit(int code) {
        if (code == 0) {
            return "its executor ended";
        }
        return code > SIGNALLED
                ? "its executor died of signal " + (code - SIGNALLED)
                : "its executor failed with code " + code;
    }

    private static String told(@Nullable String message) {
        return message == null || message.isBlank() ? "" : ", " + message.strip();
    }
}
