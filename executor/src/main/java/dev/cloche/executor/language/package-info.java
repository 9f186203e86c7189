/// How code in each language is run: which interpreter, with which arguments and files.
@NullMarked
package dev.cloche.executor.language;

import org.jspecify.annotations.NullMarked;
