/// Makes the descriptions of the APIs: collects comments while the records and resources are
/// compiled, and completes with them what the framework finds out by itself.
@NullMarked
package dev.cloche.docs;

import org.jspecify.annotations.NullMarked;
