package dev.cloche.control.runtime.docker;

import java.nio.file.Path;

/// The filter of system calls around a container.
///
/// @param json as engines read it
/// @param file where the engine's machine has it, for engines that read it themselves
public record SystemCallFilter(String json, Path file) {}
