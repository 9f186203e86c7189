/// The running product as its users meet it: its processes, its tokens, its answers.
@NullMarked
package dev.cloche.acceptance.product;

import org.jspecify.annotations.NullMarked;
