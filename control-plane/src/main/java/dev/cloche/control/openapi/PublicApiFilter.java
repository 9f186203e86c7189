package dev.cloche.control.openapi;

import dev.cloche.docs.ApiFilter;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;

/// Makes the description of [PublicApi] while the application is built.
@OpenApiFilter(
        stages = OpenApiFilter.RunStage.BUILD,
        documentNames = OpenApiFilter.DEFAULT_DOCUMENT_NAME)
public final class PublicApiFilter implements OASFilter {

    @Override
    public void filterOpenAPI(OpenAPI document) {
        new ApiFilter(new PublicApi(), Thread.currentThread().getContextClassLoader())
                .filterOpenAPI(document);
    }
}
