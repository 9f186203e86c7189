package dev.cloche.control.openapi;

import dev.cloche.docs.ApiFilter;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;

/// Makes the description of [InternalApi] while the application is built.
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD, documentNames = "internal")
public final class InternalApiFilter implements OASFilter {

    @Override
    public void filterOpenAPI(OpenAPI document) {
        new ApiFilter(new InternalApi(), Thread.currentThread().getContextClassLoader())
                .filterOpenAPI(document);
    }
}
