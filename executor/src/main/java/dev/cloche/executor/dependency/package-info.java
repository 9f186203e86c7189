/// Packages that are installed for one session, in a sandbox whose only way out leads to the index.
@NullMarked
package dev.cloche.executor.dependency;

import org.jspecify.annotations.NullMarked;
