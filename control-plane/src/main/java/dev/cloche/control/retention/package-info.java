/// How long it is remembered what has been.
@NullMarked
package dev.cloche.control.retention;

import org.jspecify.annotations.NullMarked;
