/// An executor of our own, with the measurement as its control plane.
@NullMarked
package dev.cloche.cli.bench.executor;

import org.jspecify.annotations.NullMarked;
