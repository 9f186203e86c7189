/// The platform in a cluster, installed by its chart.
@NullMarked
package dev.cloche.acceptance.kubernetes;

import org.jspecify.annotations.NullMarked;
