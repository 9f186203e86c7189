/// One run of code: what is asked for, how it ended, and why.
@NullMarked
package dev.cloche.api.execution;

import org.jspecify.annotations.NullMarked;
