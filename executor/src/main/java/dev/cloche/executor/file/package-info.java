/// The files of sessions: what callers put into workspaces, and what they take out.
@NullMarked
package dev.cloche.executor.file;

import org.jspecify.annotations.NullMarked;
