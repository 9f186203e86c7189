/// What an executor tells of itself to a Prometheus: numbers alone.
@NullMarked
package dev.cloche.executor.metrics;

import org.jspecify.annotations.NullMarked;
