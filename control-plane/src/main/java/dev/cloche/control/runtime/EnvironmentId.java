package dev.cloche.control.runtime;

import dev.cloche.api.template.TemplateId;

/// Names what was installed for one generation of a template.
public record EnvironmentId(TemplateId template, int generation) {

    /// A name for its files; a template's id has no dots.
    public String name() {
        return template.value() + "." + generation;
    }
}
