/// What control plane and executor say to each other.
@NullMarked
package dev.cloche.api.executor;

import org.jspecify.annotations.NullMarked;
