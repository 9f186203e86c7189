package dev.cloche.control.runtime.local;

/// Something of this machine that keeps containers from living on it, or from being of full use.
///
/// @param problem in a sentence
/// @param remedy a command that puts it right
/// @param fatal whether no container can live here until then
public record HostFinding(String problem, String remedy, boolean fatal) {}
