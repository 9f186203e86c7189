/// Runs: taken, queued, started, stopped, judged and reported.
@NullMarked
package dev.cloche.executor.run;

import org.jspecify.annotations.NullMarked;
