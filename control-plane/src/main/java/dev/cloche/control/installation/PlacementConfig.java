package dev.cloche.control.installation;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where pods run, and in what.
interface PlacementConfig {

    /// What runs the pods, such as gVisor.
    Optional<String> runtimeClass();

    /// Labels of the nodes that take the pods.
    Map<String, String> nodeSelector();

    /// As `key=value:Effect` or `key:Effect`.
    Optional<List<String>> tolerations();
}
