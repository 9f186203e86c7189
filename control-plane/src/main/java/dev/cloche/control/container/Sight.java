package dev.cloche.control.container;

import java.time.Instant;
import java.util.Optional;

/// What is known of a container beside its row.
///
/// @param alive whether the runtime says that it is there
/// @param outdated whether it gets no further sessions
/// @param answered when its executor last answered a question
record Sight(boolean alive, boolean outdated, Optional<Instant> answered) {}
