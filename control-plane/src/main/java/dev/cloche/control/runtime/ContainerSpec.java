package dev.cloche.control.runtime;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.executor.ExecutorBoot;
import dev.cloche.api.template.TemplateId;

/// What a container is made from.
///
/// @param boot what its executor is told; the runtime replaces the directories in it by those that
///   the executor sees
public record ContainerSpec(ContainerId id, TemplateId template, ExecutorBoot boot) {

    public ContainerSpec {
        if (!boot.containerId().equals(id)) {
            throw new IllegalArgumentException("the boot of " + id + " names another container");
        }
    }
}
