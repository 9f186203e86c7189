/// The walls around a run: arguments for bubblewrap, a filter of system calls, files of our own for
/// `/etc`. Nothing here starts anything.
@NullMarked
package dev.cloche.executor.bubblewrap;

import org.jspecify.annotations.NullMarked;
