package dev.cloche.control.container;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.error.ErrorCode;

/// A container is gone, and with it whatever was in it.
///
/// @param code what those who waited for it are refused with
/// @param reason why, in words for callers
public record ContainerLost(ContainerId container, ErrorCode code, String reason) {}
