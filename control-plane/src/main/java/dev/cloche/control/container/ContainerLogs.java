package dev.cloche.control.container;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.error.ErrorCode;
import dev.cloche.control.auth.Caller;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.runtime.ContainerRuntime;
import dev.cloche.control.runtime.LogQuery;
import dev.cloche.control.runtime.LogReader;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/// Logs of containers, for those who may read them. A log names sessions of all who share a
/// container, so a user may read it only while nobody else has been in there.
@Singleton
final class ContainerLogs {

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofSeconds(10);
    private static final int MOST_READERS = 32;

    private final ContainerListing listing;
    private final ContainerRuntime runtime;
    private final Semaphore readers = new Semaphore(MOST_READERS);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    ContainerLogs(ContainerListing listing, ContainerRuntime runtime) {
        this.listing = listing;
        this.runtime = runtime;
    }

    @PreDestroy
    void close() {
        threads.shutdownNow();
    }

    /// What has been logged.
    Uni<String> read(Caller caller, ContainerId id, LogQuery query) {
        return requireReadable(caller, id)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(_ -> runtime.logs(id, query))
                // It may have become another's while it was read.
                .call(_ -> requireReadable(caller, id))
                .map(ContainerLogs::text);
    }

    /// What has been logged, and then what is logged later, until the container is over.
    Uni<Multi<String>> follow(Caller caller, ContainerId id, LogQuery query) {
        return requireReadable(caller, id)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(_ -> reading(caller, id, query));
    }

    private Multi<String> reading(Caller caller, ContainerId id, LogQuery query) {
        if (!readers.tryAcquire()) {
            throw new Refusal(
                            ErrorCode.TOO_MANY_REQUESTS,
                            MOST_READERS + " logs are being followed already")
                    .retryAfter(LATER);
        }
        AtomicBoolean closed = new AtomicBoolean();
        LogReader reader;
        try {
            reader = runtime.follow(id, query);
        } catch (RuntimeException e) {
            readers.release();
            throw e;
        }
        return Multi.createBy()
                .repeating()
                .uni(() -> next(caller, id, reader))
                .whilst(Optional::isPresent)
                .map(lines -> text(lines.orElse(List.of())))
                .onTermination()
                .invoke(() -> {
                    if (closed.compareAndSet(false, true)) {
                        reader.close();
                        readers.release();
                    }
                });
    }

    private Uni<Optional<List<String>>> next(Caller caller, ContainerId id, LogReader reader) {
        return Uni.createFrom()
                .item(() -> reader.next(PATIENCE))
                .runSubscriptionOn(threads)
                .call(lines ->
                        lines.filter(some -> !some.isEmpty()).isPresent()
                                ? requireReadable(caller, id)
                                : Uni.createFrom().voidItem());
    }

    private Uni<Void> requireReadable(Caller caller, ContainerId id) {
        if (caller.admin()) {
            return Uni.createFrom().voidItem();
        }
        return listing.isAlone(id, caller.tenant())
                .invoke(alone -> {
                    if (!alone) {
                        throw new Refusal(
                                ErrorCode.FORBIDDEN,
                                "the container is shared with other tenants, and its log needs a token with the role 'admin'");
                    }
                })
                .replaceWithVoid();
    }

    private static String text(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }
}
