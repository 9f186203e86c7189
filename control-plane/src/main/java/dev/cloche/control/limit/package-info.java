/// How much one tenant may ask for.
@NullMarked
package dev.cloche.control.limit;

import org.jspecify.annotations.NullMarked;
