/// Puts a platform of its own under load, breaks parts of it by a seed's schedule, and looks
/// whether everything that was promised is kept.
@NullMarked
package dev.cloche.cli.chaos;

import org.jspecify.annotations.NullMarked;
