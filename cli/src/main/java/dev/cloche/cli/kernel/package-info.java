/// What every verb is made of: its answer, its refusal, and the one place that prints.
@NullMarked
package dev.cloche.cli.kernel;

import org.jspecify.annotations.NullMarked;
