package dev.cloche.control.web;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.control.kernel.Refusal;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;

/// Shows what `error_link` points at.
@Path(ErrorPages.PATH)
@PermitAll
final class ErrorPageResource {

    /// Shows the page about an error code, in Markdown.
    @GET
    @Refuses(ErrorCode.NOT_FOUND)
    @Path("/{page}")
    @Produces("text/markdown;charset=utf-8")
    public String page(@PathParam("page") String page) {
        return ErrorPages.named(page)
                .map(ErrorPages::text)
                .orElseThrow(() ->
                        new Refusal(ErrorCode.NOT_FOUND, "there is no page about '" + page + "'"));
    }
}
