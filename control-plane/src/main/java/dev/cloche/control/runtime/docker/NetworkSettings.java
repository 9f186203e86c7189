package dev.cloche.control.runtime.docker;

import java.util.Optional;

/// The network of containers.
///
/// @param name it is made when there is none
/// @param internal whether it leads nowhere but to this machine
/// @param subnet such as `10.213.0.0/24`; what the engine takes when absent
public record NetworkSettings(String name, boolean internal, Optional<String> subnet) {}
