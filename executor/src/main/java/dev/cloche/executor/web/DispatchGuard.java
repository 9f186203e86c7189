package dev.cloche.executor.web;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.executor.ExecutorBoot;
import dev.cloche.executor.kernel.Refusal;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/// Lets nobody in but the control plane; whether this executor is well is no secret.
@Singleton
final class DispatchGuard {

    private static final String OPEN = "/health";

    private final Provider<ExecutorBoot> boot;

    /// A guard of a native executable is made when that is built, and is told later.
    DispatchGuard(Provider<ExecutorBoot> boot) {
        this.boot = boot;
    }

    @ServerRequestFilter(preMatching = true)
    public void check(ContainerRequestContext request) {
        if (request.getUriInfo().getPath().equals(OPEN)) {
            return;
        }
        String given = request.getHeaderString("Authorization");
        byte[] bytes = (given == null ? "" : given).getBytes(StandardCharsets.UTF_8);
        byte[] expected = ("Bearer " + boot.get().dispatchToken()).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(expected, bytes)) {
            throw new Refusal(
                    ErrorCode.EXECUTOR_UNAUTHORIZED, "the dispatch token is missing or wrong");
        }
    }
}
