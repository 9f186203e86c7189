/// What code in a sandbox tries and does not get.
@NullMarked
package dev.cloche.acceptance.isolation;

import org.jspecify.annotations.NullMarked;
