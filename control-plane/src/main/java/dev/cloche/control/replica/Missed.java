package dev.cloche.control.replica;

/// News may have passed this replica by: whoever waits has to be looked after.
public record Missed() {}
