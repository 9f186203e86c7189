package dev.cloche.control.container;

import java.time.Instant;

/// Whether files of sessions that are over still have to be fetched from their containers.
public interface Keepsakes {

    /// A container stays as long as it had a session that ended after this moment and whose files
    /// are on no shelf yet. A moment to come when nothing is fetched.
    Instant fetchedSince(Instant now);
}
