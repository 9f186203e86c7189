/// What a run of code promises, in each language.
@NullMarked
package dev.cloche.acceptance.execution;

import org.jspecify.annotations.NullMarked;
