/// Files of sessions, as callers and the code in the sessions meet them.
@NullMarked
package dev.cloche.acceptance.file;

import org.jspecify.annotations.NullMarked;
