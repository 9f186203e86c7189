/// Work that one replica does for all of them, again and again.
@NullMarked
package dev.cloche.control.reconcile;

import org.jspecify.annotations.NullMarked;
