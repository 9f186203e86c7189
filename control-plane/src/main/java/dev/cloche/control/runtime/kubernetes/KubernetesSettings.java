package dev.cloche.control.runtime.kubernetes;

import dev.cloche.api.template.TemplateId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// How containers live in a cluster.
///
/// @param namespace where their pods are; nothing else should be there
/// @param installation tells the pods of one Cloche from those of another in the same namespace
/// @param image what pods are made from when their template has none of its own
/// @param images by template
/// @param placements by template, instead of the one below
/// @param profile what pods are allowed
/// @param seccompProfile the filter's file, relative to the kubelet's directory of them
/// @param placement of pods whose template has none of its own
/// @param maxContainers at once
/// @param overcommit how many times more a container may use than is reserved for it
/// @param placing how long a pod may wait for a node that takes it
/// @param metricsPort where executors tell their metrics to whoever reaches it, if they do
public record KubernetesSettings(
        String namespace,
        String installation,
        String image,
        Map<String, String> images,
        Map<String, Placement> placements,
        PodProfile profile,
        String seccompProfile,
        Placement placement,
        int maxContainers,
        int overcommit,
        Duration placing,
        Optional<Integer> metricsPort) {

    public KubernetesSettings {
        if (maxContainers < 1 || overcommit < 1) {
            throw new IllegalArgumentException("at least one container must have room");
        }
        images = Map.copyOf(images);
        placements = Map.copyOf(placements);
    }

    String image(TemplateId template) {
        return images.getOrDefault(template.value(), image);
    }

    Placement placement(TemplateId template) {
        return placements.getOrDefault(template.value(), placement);
    }
}
