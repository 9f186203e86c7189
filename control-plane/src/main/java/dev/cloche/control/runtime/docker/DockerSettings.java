package dev.cloche.control.runtime.docker;

import dev.cloche.api.template.TemplateId;
import java.net.URI;
import java.util.Map;

/// How containers live in an engine.
///
/// @param host of the engine: `unix:///path` or `tcp://host:port`
/// @param installation tells what is of one Cloche from that of another on the same engine
/// @param image what containers are made from when their template has none of its own
/// @param images by template
/// @param network what their network is called and what it lets through
/// @param filter of system calls around a container
/// @param appArmor the profile around a container, where the machine has AppArmor
/// @param processes at most so many at once in a container
/// @param maxContainers at once
public record DockerSettings(
        URI host,
        String installation,
        String image,
        Map<String, String> images,
        NetworkSettings network,
        SystemCallFilter filter,
        String appArmor,
        int processes,
        int maxContainers) {

    public DockerSettings {
        if (maxContainers < 1 || processes < 1) {
            throw new IllegalArgumentException("at least one container must have room");
        }
        images = Map.copyOf(images);
    }

    String image(TemplateId template) {
        return images.getOrDefault(template.value(), image);
    }
}
