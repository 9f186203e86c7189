/// What every feature may use, and what uses no feature.
@NullMarked
package dev.cloche.executor.kernel;

import org.jspecify.annotations.NullMarked;
