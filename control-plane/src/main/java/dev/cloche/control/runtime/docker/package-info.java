/// Containers of a Docker engine, or of one that talks like it. The control plane is told of their
/// ends by the engine's events, and hands each executor its secrets through the container's
/// standard input, so that no description contains one.
@NullMarked
package dev.cloche.control.runtime.docker;

import org.jspecify.annotations.NullMarked;
