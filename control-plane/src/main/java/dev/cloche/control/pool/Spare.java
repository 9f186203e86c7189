package dev.cloche.control.pool;

import dev.cloche.api.container.ContainerId;
import java.time.Instant;
import java.util.Optional;

/// A container of a template's present generation that takes sessions.
///
/// @param starting whether its executor has not reported yet
/// @param places how many sessions it holds at most
/// @param sessions how many have a place in it
/// @param idleSince since when there has been none, once it is ready
record Spare(
        ContainerId id, boolean starting, int places, int sessions, Optional<Instant> idleSince) {

    /// Whether it has more room than not, so that those who come next find it.
    boolean hasRoom() {
        return 2 * sessions < places;
    }
}
