package dev.cloche.control.container;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.error.ErrorCode;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.kernel.Secret;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Tells which container is reporting, by the secret that only its executor has.
///
/// Secrets are looked up by their hash: how long that takes says nothing about a random secret of
/// 256 bits.
@Singleton
public final class ContainerSecrets {

    private static final String BEARER = "Bearer ";

    private final ContainerStore store;
    private final Map<ByteBuffer, ContainerId> known = new ConcurrentHashMap<>();

    ContainerSecrets(ContainerStore store) {
        this.store = store;
    }

    /// The container behind an `Authorization` header, or a failure with [Refusal].
    public Uni<ContainerId> require(@Nullable String authorization) {
        if (authorization == null || !authorization.startsWith(BEARER)) {
            return Uni.createFrom().failure(refusal("the report carries no container secret"));
        }
        ByteBuffer hash =
                ByteBuffer.wrap(new Secret(authorization.substring(BEARER.length())).hash());
        ContainerId container = known.get(hash);
        if (container != null) {
            return Uni.createFrom().item(container);
        }
        return store.findBySecret(hash.array())
                .map(found ->
                        found.orElseThrow(() -> refusal("no living container has this secret")))
                .invoke(found -> known.put(hash, found));
    }

    /// Its secret is worth nothing any more.
    void forget(ContainerId container) {
        known.values().removeIf(container::equals);
    }

    private static Refusal refusal(String detail) {
        return new Refusal(ErrorCode.INTERNAL_UNAUTHORIZED, detail);
    }
}
