/// Ways to run a piece of code: ours, and those that it is compared with.
@NullMarked
package dev.cloche.cli.bench.way;

import org.jspecify.annotations.NullMarked;
