/// Which containers exist, who holds a place in them, and what their executors report of them.
@NullMarked
package dev.cloche.control.container;

import org.jspecify.annotations.NullMarked;
