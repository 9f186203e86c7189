/// What the product says to requests that it does not carry out.
@NullMarked
package dev.cloche.acceptance.refusal;

import org.jspecify.annotations.NullMarked;
