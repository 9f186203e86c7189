/// One installation of Cloche: its data directory, keys and database, made ready before anything
/// else starts.
@NullMarked
package dev.cloche.control.installation;

import org.jspecify.annotations.NullMarked;
