package dev.cloche.control.container;

import org.jspecify.annotations.Nullable;

/// Why a container ended, in the words that are stored.
final class ContainerExit {

    /// It stood unused for longer than its template allows.
    static final String IDLE = "idle";

    /// The platform stopped.
    static final String STOPPED = "stopped";

    /// It was unused, and another one needed its room.
    static final String ROOM = "gave its room to another one";

    /// The orderly reasons, for statements.
    static final String ORDERLY = "('" + IDLE + "', '" + STOPPED + "', '" + ROOM + "')";

    private ContainerExit() {}

    /// Whether the platform ended it because that was right.
    static boolean isOrderly(@Nullable String reason) {
        return IDLE.equals(reason) || STOPPED.equals(reason) || ROOM.equals(reason);
    }
}
