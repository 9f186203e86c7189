package dev.cloche.control.container;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.container.RuntimeType;
import dev.cloche.api.template.ResourceLimits;
import dev.cloche.api.template.TemplateId;
import dev.cloche.control.kernel.Secret;
import dev.cloche.control.runtime.EnvironmentId;
import java.util.List;
import java.util.Optional;

/// A container that is written down and can be launched.
///
/// @param environment what was installed for its template, if there is something
/// @param resources what each of its sessions may use
/// @param places how many sessions it holds
/// @param preload Python modules that its runs find imported
/// @param secret what its executor will prove itself with
record Launch(
        ContainerId id,
        TemplateId template,
        Optional<EnvironmentId> environment,
        ResourceLimits resources,
        int places,
        List<String> preload,
        Secret secret) {

    Launch {
        preload = List.copyOf(preload);
    }

    static Launch of(NewContainer plan, RuntimeType runtime) {
        return new Launch(
                plan.id(),
                plan.template().id(),
                plan.template().install().isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                new EnvironmentId(
                                        plan.template().id(), plan.template().generation())),
                plan.template().view().defaultResources(),
                plan.places(runtime),
                plan.template().view().preload(),
                plan.secret());
    }
}
