package dev.cloche.control.replica;

/// Another replica made something happen for which somebody waits here.
public record Heard(Awaited kind, String id) {}
