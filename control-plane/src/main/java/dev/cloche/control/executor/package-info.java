/// The control plane's side of the executor's own API.
@NullMarked
package dev.cloche.control.executor;

import org.jspecify.annotations.NullMarked;
