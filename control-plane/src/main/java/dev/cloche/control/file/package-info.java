/// The files of sessions: uploads, downloads and lists, while code works with them and for as long
/// as they are kept.
@NullMarked
package dev.cloche.control.file;

import org.jspecify.annotations.NullMarked;
