package dev.cloche.control.runtime.kubernetes;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How containers live in a cluster.
///
/// @param namespace where their pods are; nothing else should be there
/// @param installation tells the pods of one Cloche from those of another in the same namespace
/// @param image what pods are made from when their template has none of its own
/// @param images by template
/// @param profile what pods are allowed
/// @param seccompProfile the filter's file, relative to the kubelet's directory of them
/// @param runtimeClass what runs the pods, such as gVisor
/// @param nodeSelector labels of the nodes that take them
/// @param tolerations as `key=value:Effect` or `key:Effect`
/// @param maxContainers at once
/// @param overcommit how many times more a container may use than is reserved for it
/// @param placing how long a pod may wait for a node that takes it
public record KubernetesSettings(
        String namespace,
        String installation,
        String image,
        Map<String, String> images,
        PodProfile profile,
        String seccompProfile,
        Optional<String> runtimeClass,
        Map<String, String> nodeSelector,
        List<String> tolerations,
        int maxContainers,
        int overcommit,
        Duration placing) {

    public KubernetesSettings {
        if (maxContainers < 1 || overcommit < 1) {
            throw new IllegalArgumentException("at least one container must have room");
        }
        images = Map.copyOf(images);
        nodeSelector = Map.copyOf(nodeSelector);
        tolerations = List.copyOf(tolerations);
    }
}
