/// To be.
@NullMarked
package dev.cloche.cli;

import org.jspecify.annotations.NullMarked;
