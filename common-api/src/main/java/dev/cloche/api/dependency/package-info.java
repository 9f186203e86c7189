/// Packages that are installed for one session.
@NullMarked
package dev.cloche.api.dependency;

import org.jspecify.annotations.NullMarked;
