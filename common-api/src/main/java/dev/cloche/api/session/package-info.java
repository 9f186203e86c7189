/// A caller's lease on a sandbox: what is asked for and what is answered.
@NullMarked
package dev.cloche.api.session;

import org.jspecify.annotations.NullMarked;
