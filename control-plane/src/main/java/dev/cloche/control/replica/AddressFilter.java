package dev.cloche.control.replica;

import dev.cloche.api.executor.ReportAddresses;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/// Tells executors with each answer where they may report.
@Singleton
final class AddressFilter {

    private final Replicas replicas;

    AddressFilter(Replicas replicas) {
        this.replicas = replicas;
    }

    @ServerResponseFilter
    public void tell(ContainerRequestContext request, ContainerResponseContext response) {
        if (request.getUriInfo().getPath().startsWith("/internal/")) {
            response.getHeaders().putSingle(ReportAddresses.ALL, String.join(",", replicas.urls()));
        }
    }
}
