package dev.cloche.control.container;

/// An executor has reported for the first time; its container takes sessions from now on.
public record ContainerOpened(LiveContainer container) {}
