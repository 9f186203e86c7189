/// The command line, used as a person would use it.
@NullMarked
package dev.cloche.acceptance.launcher;

import org.jspecify.annotations.NullMarked;
