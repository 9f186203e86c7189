package dev.cloche.control.runtime.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where pods run, and in what.
///
/// @param runtimeClass what runs them, such as gVisor; what the cluster takes when absent
/// @param nodeSelector labels of the nodes that take them
/// @param tolerations as `key=value:Effect` or `key:Effect`
public record Placement(
        Optional<String> runtimeClass, Map<String, String> nodeSelector, List<String> tolerations) {

    public Placement {
        nodeSelector = Map.copyOf(nodeSelector);
        tolerations = List.copyOf(tolerations);
    }
}
