/// The control plane: one package for each feature. `ArchitectureTest` holds the table of who may
/// use whom.
@NullMarked
package dev.cloche.control;

import org.jspecify.annotations.NullMarked;
