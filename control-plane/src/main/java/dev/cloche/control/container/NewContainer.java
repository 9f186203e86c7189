package dev.cloche.control.container;

import dev.cloche.api.container.ContainerId;
import dev.cloche.control.kernel.Secret;
import dev.cloche.control.template.Template;

/// A container that is to be started.
///
/// @param secret what its executor will prove itself with
/// @param sessions that have a place in it from the beginning
record NewContainer(ContainerId id, Template template, Secret secret, int sessions) {}
