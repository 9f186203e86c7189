/// Several control planes on one database: who they are, and how they tell each other news.
@NullMarked
package dev.cloche.control.replica;

import org.jspecify.annotations.NullMarked;
