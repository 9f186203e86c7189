/// What the executor is told at its start, and the files that it lays out for its runs.
@NullMarked
package dev.cloche.executor.boot;

import org.jspecify.annotations.NullMarked;
