/// To be.
@NullMarked
package dev.cloche.executor;

import org.jspecify.annotations.NullMarked;
