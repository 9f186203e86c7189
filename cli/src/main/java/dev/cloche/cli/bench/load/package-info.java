/// Shapes of load, and what is measured under them.
@NullMarked
package dev.cloche.cli.bench.load;

import org.jspecify.annotations.NullMarked;
