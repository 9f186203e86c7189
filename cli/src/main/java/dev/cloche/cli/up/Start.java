package dev.cloche.cli.up;

import java.net.URI;
import java.time.Duration;

/// How a start turned out.
public sealed interface Start {
    /// It answers there, after that time.
    record Ready(URI url, Duration took) implements Start {}

    /// It ended first.
    record Died(int exitCode) implements Start {}

    /// It still was not ready after that time.
    record TooSlow(Duration after) implements Start {}
}
