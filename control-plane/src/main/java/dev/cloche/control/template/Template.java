package dev.cloche.control.template;

import dev.cloche.api.template.Density;
import dev.cloche.api.template.TemplateId;
import dev.cloche.api.template.TemplateView;

/// A template as other features need it.
///
/// @param generation grows with every change, so that containers of an older one are told apart
/// @param places how many sessions share a container when the density is shared
public record Template(TemplateId id, int generation, TemplateView view, int places) {

    /// How many sessions a container of this template holds.
    public int sessionsPerContainer() {
        return view.density() == Density.STRICT ? 1 : places;
    }
}
