/// Tells the control plane what happened, from a spool on disk until it has acknowledged.
@NullMarked
package dev.cloche.executor.report;

import org.jspecify.annotations.NullMarked;
