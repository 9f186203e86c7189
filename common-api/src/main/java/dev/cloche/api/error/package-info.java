/// Every way in which Cloche refuses a request.
@NullMarked
package dev.cloche.api.error;

import org.jspecify.annotations.NullMarked;
