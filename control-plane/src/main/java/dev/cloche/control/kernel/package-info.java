/// Words that every feature needs and that know no feature.
@NullMarked
package dev.cloche.control.kernel;

import org.jspecify.annotations.NullMarked;
