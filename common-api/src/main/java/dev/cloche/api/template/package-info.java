/// What a sandbox is made from.
@NullMarked
package dev.cloche.api.template;

import org.jspecify.annotations.NullMarked;
