/// What the descriptions of the APIs say beyond what stands at the endpoints; see `openapi/`.
@NullMarked
package dev.cloche.control.openapi;

import org.jspecify.annotations.NullMarked;
