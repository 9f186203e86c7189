/// To be.
@NullMarked
package dev.cloche.control;

import org.jspecify.annotations.NullMarked;
