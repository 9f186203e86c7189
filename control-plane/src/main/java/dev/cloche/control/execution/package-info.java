/// One run of code: submit, follow, result; and what executors report of it.
@NullMarked
package dev.cloche.control.execution;

import org.jspecify.annotations.NullMarked;
