package dev.cloche.control.template;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.template.TemplateId;
import dev.cloche.api.template.TemplateList;
import dev.cloche.api.template.TemplateView;
import dev.cloche.control.auth.Callers;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.web.Paging;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/// `/api/v1/templates`
@Path("/api/v1/templates")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Callers.USER)
final class TemplateResource {

    private final Templates templates;

    TemplateResource(Templates templates) {
        this.templates = templates;
    }

    /// Lists the templates.
    @GET
    public Uni<TemplateList> list(
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("offset") @Nullable String offset) {
        return templates.list(Paging.of(limit, offset));
    }

    /// Shows a template.
    @GET
    @Path("/{id}")
    public Uni<TemplateView> get(@PathParam("id") String id) {
        return templates.require(named(id)).map(Template::view);
    }

    private static TemplateId named(String id) {
        try {
            return new TemplateId(id);
        } catch (IllegalArgumentException e) {
            throw new Refusal(ErrorCode.TEMPLATE_NOT_FOUND, "there is no template '" + id + "'");
        }
    }
}
