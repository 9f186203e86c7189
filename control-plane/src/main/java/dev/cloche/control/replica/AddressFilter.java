package dev.cloche.control.replica;

import dev.cloche.api.executor.ReportAddresses;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/// Tells executors with each answer where they may report.
@Singleton
final class AddressFilter {

    // Filters are made while the application is built, when no setting is known yet.
    private final Instance<Replicas> replicas;

    AddressFilter(Instance<Replicas> replicas) {
        this.replicas = replicas;
    }

    @ServerResponseFilter
    public void tell(ContainerRequestContext request, ContainerResponseContext response) {
        if (request.getUriInfo().getPath().startsWith("/internal/")) {
            response.getHeaders()
                    .putSingle(ReportAddresses.ALL, String.join(",", replicas.get().urls()));
        }
    }
}
