package dev.cloche.control.container;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.container.RuntimeType;
import dev.cloche.control.kernel.Secret;
import dev.cloche.control.template.Template;

/// A container that is to be started.
///
/// @param secret what its executor will prove itself with
/// @param sessions that have a place in it from the beginning
record NewContainer(ContainerId id, Template template, Secret secret, int sessions) {

    /// How many sessions it will hold. Only on one machine do sessions share one; in a cluster each
    /// has a pod, and with it the cluster's own limits, for itself.
    int places(RuntimeType runtime) {
        return switch (runtime) {
            case LOCAL -> template.sessionsPerContainer();
            case DOCKER, KUBERNETES -> 1;
        };
    }
}
