/// The descriptions in `openapi/` are true, and it is noticed when they are not.
@NullMarked
package dev.cloche.acceptance.contract;

import org.jspecify.annotations.NullMarked;
