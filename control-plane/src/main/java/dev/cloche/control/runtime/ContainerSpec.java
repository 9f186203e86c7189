package dev.cloche.control.runtime;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.executor.ExecutorBoot;
import dev.cloche.api.template.TemplateId;
import java.util.Optional;

/// What a container is made from.
///
/// @param environment what was installed for its template, where there are no images
/// @param room what all that runs in it may use together, where the runtime can hold it to that
/// @param boot what its executor is told; the runtime replaces the directories in it by those that
///   the executor sees
public record ContainerSpec(
        ContainerId id,
        TemplateId template,
        Optional<EnvironmentId> environment,
        Room room,
        ExecutorBoot boot) {

    public ContainerSpec {
        if (!boot.containerId().equals(id)) {
            throw new IllegalArgumentException("the boot of " + id + " names another container");
        }
    }
}
