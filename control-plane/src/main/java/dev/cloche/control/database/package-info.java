/// How rows are read: the little that every store needs around the SQL client.
@NullMarked
package dev.cloche.control.database;

import org.jspecify.annotations.NullMarked;
