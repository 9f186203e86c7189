/// Containers that are ready before anybody asks for them.
@NullMarked
package dev.cloche.control.pool;

import org.jspecify.annotations.NullMarked;
