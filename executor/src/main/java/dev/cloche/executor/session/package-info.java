/// Sessions that are bound to this executor, and their workspaces.
@NullMarked
package dev.cloche.executor.session;

import org.jspecify.annotations.NullMarked;
