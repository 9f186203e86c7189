/// What outlives a crash, and what does not outlive a stop.
@NullMarked
package dev.cloche.acceptance.recovery;

import org.jspecify.annotations.NullMarked;
