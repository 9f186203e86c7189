/// Starts confined children through a small resident program and learns how they ended. It knows
/// nothing of sessions or languages.
@NullMarked
package dev.cloche.executor.process;

import org.jspecify.annotations.NullMarked;
