package dev.cloche.control.installation;

import dev.cloche.control.runtime.kubernetes.PodProfile;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Containers as pods. Which cluster: the one that this control plane is in, else the one that
/// KUBECONFIG names.
@ConfigMapping(prefix = "cloche.kubernetes")
interface KubernetesConfig extends PlacementConfig {

    /// Where the pods are; nothing else should be there.
    @WithDefault("cloche-sandboxes")
    String namespace();

    /// Tells the pods of one Cloche from those of another in the same namespace.
    @WithDefault("cloche")
    String installation();

    /// The image of pods whose template has none of its own below; required.
    Optional<String> image();

    /// Images by template.
    Map<String, String> images();

    /// `restricted`, `userns` or `unconfined`.
    @WithDefault("restricted")
    PodProfile profile();

    /// The filter of system calls, relative to the kubelets' directory of them.
    @WithDefault("cloche.json")
    String seccompProfile();

    /// Where the pods of a template run, instead of what is said here for all of them.
    Map<String, PlacementConfig> templates();

    /// Containers at once.
    @WithDefault("1000")
    int max();

    /// How many times more a container may use than is reserved for it.
    @WithDefault("4")
    int overcommit();

    /// How long a pod may wait for a node that takes it; less than `cloche.containers.start-limit`.
    @WithDefault("45s")
    Duration placing();

    /// Where executors tell their metrics to whoever reaches that port of their pods; nowhere when
    /// absent.
    Optional<Integer> metricsPort();
}
