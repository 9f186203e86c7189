/// Who may call, and refusals as HTTP answers.
@NullMarked
package dev.cloche.executor.web;

import org.jspecify.annotations.NullMarked;
