/// Containers as pods of a Kubernetes cluster. The control plane is told of them by a watch, and
/// hands each executor its secrets through the pod's standard input, so that no pod's description
/// contains one.
@NullMarked
package dev.cloche.control.runtime.kubernetes;

import org.jspecify.annotations.NullMarked;
