/// The files of a session.
@NullMarked
package dev.cloche.api.file;

import org.jspecify.annotations.NullMarked;
