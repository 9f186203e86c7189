/// Runs code on a platform for long, and looks whether anything of it grows.
@NullMarked
package dev.cloche.cli.soak;

import org.jspecify.annotations.NullMarked;
