/// What the kernel tells about processes and the machine that they run on.
@NullMarked
package dev.cloche.cli.machine;

import org.jspecify.annotations.NullMarked;
