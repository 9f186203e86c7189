/// Measures the running platform beside the interpreter it is compared with.
@NullMarked
package dev.cloche.cli.bench;

import org.jspecify.annotations.NullMarked;
