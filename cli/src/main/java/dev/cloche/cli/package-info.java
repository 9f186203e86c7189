/// The command line: what is typed, the verb that answers it, and the exit code it leaves with.
@NullMarked
package dev.cloche.cli;

import org.jspecify.annotations.NullMarked;
