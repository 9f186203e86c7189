/// A caller's lease on a place in a container: create, use, end.
@NullMarked
package dev.cloche.control.session;

import org.jspecify.annotations.NullMarked;
