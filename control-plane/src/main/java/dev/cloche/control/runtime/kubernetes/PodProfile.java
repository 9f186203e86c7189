package dev.cloche.control.runtime.kubernetes;

/// What a pod is allowed so that sandboxes can be made in it. bubblewrap needs user namespaces,
/// which the usual filter of system calls forbids.
public enum PodProfile {
    /// A filter of our own that allows them, on each node; sandboxes see the names of the pod's
    /// processes. Admitted by the Pod Security Standard `restricted`.
    RESTRICTED,
    /// Besides, the pod has user ids of its own and its `/proc` hides nothing, so that sandboxes
    /// see only themselves. Admitted by `baseline`; Kubernetes 1.33 and newer.
    USERNS,
    /// No filter of system calls around the pod, for nodes that no file can be brought to. Runs
    /// still have their own. Admitted by `privileged` alone.
    UNCONFINED
}
