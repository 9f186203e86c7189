/// The seam behind which containers live, and what every way of running them on this machine needs:
/// finding programs, spare users, bounded logs.
@NullMarked
package dev.cloche.control.runtime;

import org.jspecify.annotations.NullMarked;
