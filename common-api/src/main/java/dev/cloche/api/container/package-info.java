/// The room around an executor, as callers may see it.
@NullMarked
package dev.cloche.api.container;

import org.jspecify.annotations.NullMarked;
