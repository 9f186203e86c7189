/// Runs code inside a sandbox container and reports how it ended. Each package below is a feature;
/// this one starts and ends the whole.
@NullMarked
package dev.cloche.executor;

import org.jspecify.annotations.NullMarked;
