/// The examples of the documents that the product was made from, word for word.
@NullMarked
package dev.cloche.acceptance.journey;

import org.jspecify.annotations.NullMarked;
