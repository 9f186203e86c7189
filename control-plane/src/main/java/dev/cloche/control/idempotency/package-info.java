/// What callers have asked for under keys of their own, so that asking again does not do it again.
@NullMarked
package dev.cloche.control.idempotency;

import org.jspecify.annotations.NullMarked;
