/// What is the same for every request: refusals as HTTP, request ids, paging, size limits.
@NullMarked
package dev.cloche.control.web;

import org.jspecify.annotations.NullMarked;
