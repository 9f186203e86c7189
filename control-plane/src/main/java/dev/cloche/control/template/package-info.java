/// What a sandbox is made from.
@NullMarked
package dev.cloche.control.template;

import org.jspecify.annotations.NullMarked;
