package dev.cloche.control.template;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.template.NewTemplate;
import dev.cloche.api.template.TemplateChange;
import dev.cloche.api.template.TemplateId;
import dev.cloche.api.template.TemplateList;
import dev.cloche.api.template.TemplateView;
import dev.cloche.control.auth.Callers;
import dev.cloche.control.web.Paging;
import dev.cloche.control.web.Refuses;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/// `/api/v1/templates`: everybody reads, an admin writes.
@Path("/api/v1/templates")
@Consumes(MediaType.APPLICATION_JSON)
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

    /// Makes a template. Packages that it names are installed in the background; sessions wait for
    /// that.
    @POST
    @Refuses(ErrorCode.CONFLICT)
    @ResponseStatus(201)
    @RolesAllowed(Callers.ADMIN)
    public Uni<TemplateView> create(@Valid @NotNull NewTemplate asked) {
        return templates.create(asked).map(Template::view);
    }

    /// Changes a template. Sessions that are there keep what they have.
    @PUT
    @Refuses(ErrorCode.CONFLICT)
    @Path("/{id}")
    @RolesAllowed(Callers.ADMIN)
    public Uni<TemplateView> change(
            @PathParam("id") String id, @Valid @NotNull TemplateChange asked) {
        return templates.change(named(id), asked).map(Template::view);
    }

    /// Deletes a template that no session uses.
    @DELETE
    @Refuses(ErrorCode.INVALID_PARAMETER)
    @Path("/{id}")
    @RolesAllowed(Callers.ADMIN)
    public Uni<Void> delete(@PathParam("id") String id) {
        return templates.delete(named(id));
    }

    private static TemplateId named(String id) {
        try {
            return new TemplateId(id);
        } catch (IllegalArgumentException e) {
            throw Templates.notFound(id);
        }
    }
}
