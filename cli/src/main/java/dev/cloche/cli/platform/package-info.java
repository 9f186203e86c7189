/// A running platform as the command line meets it: its data directory and its API.
@NullMarked
package dev.cloche.cli.platform;

import org.jspecify.annotations.NullMarked;
