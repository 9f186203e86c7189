/// Makes access tokens with the key of a data directory.
@NullMarked
package dev.cloche.cli.token;

import org.jspecify.annotations.NullMarked;
