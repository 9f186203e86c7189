package dev.cloche.control.file;

import dev.cloche.control.container.Keepsakes;
import dev.cloche.control.runtime.ContainerRuntime;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;

/// Files that would end with their containers are fetched from them, if there is a bucket to put
/// them into.
@Singleton
final class Fetching implements Keepsakes {

    /// How long a container waits for that at most: the bucket may be away, and containers are few.
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final S3Store store;
    private final ContainerRuntime runtime;

    Fetching(S3Store store, ContainerRuntime runtime) {
        this.store = store;
        this.runtime = runtime;
    }

    @Override
    public Instant fetchedSince(Instant now) {
        boolean needed = store.isSet() && !runtime.keepsWorkspaces();
        return needed ? now.minus(PATIENCE) : now.plus(PATIENCE);
    }
}
