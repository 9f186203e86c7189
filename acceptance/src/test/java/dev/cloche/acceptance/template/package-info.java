/// What is made from templates, and what a change of one means.
@NullMarked
package dev.cloche.acceptance.template;

import org.jspecify.annotations.NullMarked;
