/// Runs one piece of code in a sandbox of its own and leaves as that code left.
@NullMarked
package dev.cloche.cli.run;

import org.jspecify.annotations.NullMarked;
