/// Who is calling.
@NullMarked
package dev.cloche.control.auth;

import org.jspecify.annotations.NullMarked;
