/// The product with its containers in a Docker engine.
@NullMarked
package dev.cloche.acceptance.docker;

import org.jspecify.annotations.NullMarked;
