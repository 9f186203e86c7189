package dev.cloche.control.web;

/// That something was done, in words.
///
/// @param message what
public record Acknowledgement(String message) {}
