package dev.cloche.control.pool;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.template.TemplateId;
import java.util.List;

/// What is to be done.
///
/// @param start of which templates a container is to be started, each as often as it is named
/// @param drop which containers are not needed
record PoolPlan(List<TemplateId> start, List<ContainerId> drop) {

    PoolPlan {
        start = List.copyOf(start);
        drop = List.copyOf(drop);
    }
}
