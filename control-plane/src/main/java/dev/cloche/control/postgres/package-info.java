/// The PostgreSQL server that a control plane without an external database brings along: unpacked,
/// set up, started and stopped with it.
@NullMarked
package dev.cloche.control.postgres;

import org.jspecify.annotations.NullMarked;
