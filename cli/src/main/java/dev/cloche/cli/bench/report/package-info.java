/// What was measured, for people.
@NullMarked
package dev.cloche.cli.bench.report;

import org.jspecify.annotations.NullMarked;
