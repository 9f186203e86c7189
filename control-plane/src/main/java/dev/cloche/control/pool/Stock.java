package dev.cloche.control.pool;

import dev.cloche.api.template.PoolSize;
import dev.cloche.api.template.TemplateId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What there is of one template, and what is asked of it.
///
/// @param places sessions that one of its containers holds
/// @param usable whether containers of it can be started now
/// @param claims sessions that were asked for within the planner's window
/// @param lastUse when a session of it was asked for last, or it was changed
/// @param spares its containers of the present generation, also those that are on their way
record Stock(
        TemplateId template,
        PoolSize size,
        int places,
        boolean usable,
        int claims,
        Instant lastUse,
        Failures failures,
        List<Spare> spares) {

    Stock {
        spares = List.copyOf(spares);
    }

    /// How many containers with room there should be.
    int wanted(Instant now) {
        if (lastUse.plus(Duration.ofSeconds(size.idleSeconds())).isBefore(now)) {
            return size.min();
        }
        // Where nothing is wanted in advance, nothing is refilled either.
        int rate = size.target() == 0 ? 0 : (claims + places - 1) / places;
        return Math.clamp(Math.max(size.target(), rate), size.min(), size.max());
    }

    /// How many containers with room there are.
    int ready() {
        return (int) spares.stream().filter(Spare::hasRoom).count();
    }
}
