package dev.cloche.executor.web;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.executor.ExecutorBoot;
import dev.cloche.executor.kernel.Refusal;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/// Lets nobody in but the control plane; whether this executor is well is no secret.
@Singleton
final class DispatchGuard {

    private static final String OPEN = "/health";

    private final byte[] expected;

    DispatchGuard(ExecutorBoot boot) {
        this.expected = ("Bearer " + boot.dispatchToken()).getBytes(StandardCharsets.UTF_8);
    }

    @ServerRequestFilter(preMatching = true)
    public void check(ContainerRequestContext request) {
        if (request.getUriInfo().getPath().equals(OPEN)) {
            return;
        }
        String given = request.getHeaderString("Authorization");
        byte[] bytes = (given == null ? "" : given).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(expected, bytes)) {
            throw new Refusal(
                    ErrorCode.EXECUTOR_UNAUTHORIZED, "the dispatch token is missing or wrong");
        }
    }
}
