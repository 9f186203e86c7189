/// What a session promises from its creation to its end.
@NullMarked
package dev.cloche.acceptance.session;

import org.jspecify.annotations.NullMarked;
