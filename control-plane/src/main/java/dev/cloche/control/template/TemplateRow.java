package dev.cloche.control.template;

import dev.cloche.api.template.TemplateId;
import dev.cloche.api.template.TemplateView;
import dev.cloche.control.kernel.Json;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;

/// A stored template.
@Entity(name = "Template")
@Table(name = "templates")
class TemplateRow {

    @Id String id;

    @Column(nullable = false)
    String name;

    @Column(nullable = false)
    String image;

    @Column(nullable = false)
    int generation;

    @Column(nullable = false)
    String spec;

    @Column(name = "created_at", nullable = false)
    Instant createdAt;

    @Column(name = "updated_at", nullable = false)
    Instant updatedAt;

    Template template(Json json) {
        return new Template(new TemplateId(id), generation, view(json), spec(json).places());
    }

    TemplateView view(Json json) {
        TemplateSpec spec = spec(json);
        return new TemplateView(
                new TemplateId(id),
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
                spec.preload() == null ? List.of() : spec.preload(),
                spec.isolation(),
                createdAt,
                updatedAt);
    }

    private TemplateSpec spec(Json json) {
        return json.read(spec, TemplateSpec.class);
    }
}
