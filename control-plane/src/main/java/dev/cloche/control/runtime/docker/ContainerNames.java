package dev.cloche.control.runtime.docker;

import dev.cloche.api.container.ContainerId;
import java.util.Map;
import java.util.Optional;

/// What containers are called in the engine, and which one it is.
final class ContainerNames {

    static final String INSTALLATION = "dev.cloche.installation";
    static final String CONTAINER = "dev.cloche.container";
    static final String TEMPLATE = "dev.cloche.template";

    private ContainerNames() {}

    static String of(ContainerId id) {
        return "cloche-" + id.value();
    }

    static Optional<ContainerId> container(Map<String, String> labels) {
        return Optional.ofNullable(labels)
                .map(all -> all.get(CONTAINER))
                .filter(value -> value.matches(ContainerId.PATTERN))
                .map(ContainerId::new);
    }
}
