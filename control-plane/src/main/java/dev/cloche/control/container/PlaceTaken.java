package dev.cloche.control.container;

import dev.cloche.control.template.Template;

/// A session has got a place; there may be one fewer for the next.
public record PlaceTaken(Template template) {}
