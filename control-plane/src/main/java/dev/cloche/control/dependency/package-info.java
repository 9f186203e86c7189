/// Packages that are installed for one session, beside what its template has.
@NullMarked
package dev.cloche.control.dependency;

import org.jspecify.annotations.NullMarked;
