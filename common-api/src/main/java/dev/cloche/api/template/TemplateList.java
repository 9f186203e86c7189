package dev.cloche.api.template;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/// A page of templates.
///
/// @param templates this page of them
/// @param total how many there are in all
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record TemplateList(List<TemplateView> templates, long total) {

    public TemplateList {
        templates = List.copyOf(templates);
    }
}
