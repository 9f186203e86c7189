/// What the packages of templates become where there are no images: installed once for each
/// generation, in the background.
@NullMarked
package dev.cloche.control.environment;

import org.jspecify.annotations.NullMarked;
