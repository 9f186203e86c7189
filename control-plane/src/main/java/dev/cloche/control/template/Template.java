package dev.cloche.control.template;

import dev.cloche.api.template.Density;
import dev.cloche.api.template.TemplateId;
import dev.cloche.api.template.TemplateState;
import dev.cloche.api.template.TemplateView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A template as other features need it.
///
/// @param generation grows with every change, so that containers of an older one are told apart
/// @param places how many sessions share a container when the density is shared
/// @param install what has to be installed before it can be used, where there are no images
public record Template(
        TemplateId id, int generation, TemplateView view, int places, List<PackageName> install) {

    public Template {
        install = List.copyOf(install);
    }

    static Template of(
            TemplateId id,
            String name,
            String image,
            int generation,
            TemplateSpec spec,
            TemplateState state,
            @Nullable String detail,
            Instant createdAt,
            Instant updatedAt) {
        return new Template(
                id,
                generation,
                new TemplateView(
                        id,
                        name,
                        image,
                        spec.baseImage(),
                        spec.preInstalledPackages(),
                        spec.defaultResources(),
                        spec.securityContext(),
                        spec.runtimeType(),
                        spec.defaultTimeout(),
                        spec.defaultEnvVars(),
                        spec.density(),
                        spec.pool(),
                        spec.languages(),
                        orNone(spec.preload()),
                        spec.isolation(),
                        generation,
                        spec.unavailable() == null ? state : TemplateState.UNAVAILABLE,
                        spec.unavailable() == null ? detail : spec.unavailable(),
                        createdAt,
                        updatedAt),
                spec.places(),
                orNone(spec.install()));
    }

    /// How many sessions a container of this template holds.
    public int sessionsPerContainer() {
        return view.density() == Density.STRICT ? 1 : places;
    }

    /// Whether there are packages to wait for.
    public boolean isPreparing() {
        return view.status() == TemplateState.PREPARING;
    }

    private static <T> List<T> orNone(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
