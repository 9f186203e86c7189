/// Finds out how well runs are isolated here, by running one and looking from inside.
@NullMarked
package dev.cloche.executor.probe;

import org.jspecify.annotations.NullMarked;
