package dev.cloche.control.template;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.template.TemplateId;
import dev.cloche.api.template.TemplateList;
import dev.cloche.control.kernel.Json;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.web.Paging;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;

/// Finds templates.
@Singleton
public class Templates implements PanacheRepositoryBase<TemplateRow, String> {

    private static final Sort NEWEST_FIRST = Sort.descending("createdAt").and("id");

    private final Json json;

    Templates(Json json) {
        this.json = json;
    }

    /// @return the template, or a failure with [Refusal] when there is none
    public Uni<Template> require(TemplateId id) {
        return Panache.withSession(() -> findById(id.value()))
                .onItem()
                .ifNull()
                .failWith(() ->
                        new Refusal(ErrorCode.TEMPLATE_NOT_FOUND, "there is no template " + id))
                .map(row -> row.template(json));
    }

    Uni<TemplateList> list(Paging paging) {
        return Panache.withSession(
                () -> count().flatMap(total -> page(paging).map(rows -> view(rows, total))));
    }

    private Uni<List<TemplateRow>> page(Paging paging) {
        return find("from Template", NEWEST_FIRST)
                .range(paging.offset(), paging.offset() + paging.limit() - 1)
                .list();
    }

    private TemplateList view(List<TemplateRow> rows, long total) {
        return new TemplateList(rows.stream().map(row -> row.view(json)).toList(), total);
    }
}
