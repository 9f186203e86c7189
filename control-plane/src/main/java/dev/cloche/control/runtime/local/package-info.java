/// Containers as processes of this machine, each behind a wall of bubblewrap.
@NullMarked
package dev.cloche.control.runtime.local;

import org.jspecify.annotations.NullMarked;
