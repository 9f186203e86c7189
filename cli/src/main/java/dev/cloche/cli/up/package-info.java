/// Starts the platform on this machine, and prepares its faster start.
@NullMarked
package dev.cloche.cli.up;

import org.jspecify.annotations.NullMarked;
