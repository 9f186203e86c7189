/// What the platform tells of itself: templates, containers, health.
@NullMarked
package dev.cloche.acceptance.platform;

import org.jspecify.annotations.NullMarked;
