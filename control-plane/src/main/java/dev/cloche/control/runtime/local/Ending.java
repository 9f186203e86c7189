package dev.cloche.control.runtime.local;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.cloche.api.container.ContainerId;
import dev.cloche.control.runtime.ContainerGone;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// How a container ended, as it is kept on disk until everybody who must know does.
///
/// @param exitCode of its executor, if that is known
/// @param told whether the watchers have been told
/// @param purged whether nothing needs to be kept once they have
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record Ending(@Nullable Integer exitCode, String reason, boolean told, boolean purged) {

    private static final int SIGNALLED = 128;

    /// Of a container that nobody asked to end. Pure.
    ///
    /// @param mark of its process; empty when it was not recorded
    /// @param bootId which run of the machine this is
    /// @param lastWords the end of its log
    static Ending of(
            Optional<ProcessMark> mark, String bootId, OptionalInt exitCode, String lastWords) {
        String reason;
        if (mark.isEmpty()) {
            reason = "the control plane died while it was launched";
        } else if (!mark.get().bootId().equals(bootId)) {
            reason = "the machine was restarted";
        } else if (exitCode.isEmpty()) {
            reason = "it was killed from outside";
        } else if (exitCode.getAsInt() == 0) {
            reason = "its executor ended";
        } else if (exitCode.getAsInt() > SIGNALLED) {
            reason = "its executor died of signal " + (exitCode.getAsInt() - SIGNALLED);
        } else {
            reason =
                    "its executor failed with code %d: %s"
                            .formatted(exitCode.getAsInt(), lastWords);
        }
        return new Ending(boxed(exitCode), reason, false, false);
    }

    /// Of a container that was removed.
    static Ending removed(OptionalInt exitCode) {
        return new Ending(boxed(exitCode), "it was removed", false, false);
    }

    Ending afterTelling() {
        return new Ending(exitCode, reason, true, purged);
    }

    Ending afterPurging() {
        return new Ending(exitCode, reason, told, true);
    }

    /// What watchers are told.
    ContainerGone news(ContainerId id) {
        return new ContainerGone(
                id, exitCode == null ? OptionalInt.empty() : OptionalInt.of(exitCode), reason);
    }

    private static @Nullable Integer boxed(OptionalInt exitCode) {
        return exitCode.isPresent() ? exitCode.getAsInt() : null;
    }
}
