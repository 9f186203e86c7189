package dev.cloche.control.installation;

import dev.cloche.control.runtime.HostProblem;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Lets executors in that cannot come by way of loopback, or are not to reach the public API's
/// port, to the internal API alone: the public one stays where it listens.
@Singleton
final class ContainerDoor {

    /// No dot and no escape, so that no other path is meant.
    private static final Pattern INTERNAL = Pattern.compile("/internal/[A-Za-z0-9_/-]+");

    private static final int NOT_FOUND = 404;
    private static final long PATIENCE_SECONDS = 10;

    private final Vertx vertx;
    private final String host;
    private final int port;
    private final Optional<Integer> own;

    /// @param own the internal API's port, when it has one of its own
    ContainerDoor(
            Vertx vertx,
            @ConfigProperty(name = "quarkus.http.host") String host,
            @ConfigProperty(name = "quarkus.http.port") int port,
            @ConfigProperty(name = "cloche.containers.internal-port") Optional<Integer> own) {
        this.vertx = vertx;
        this.host = host;
        this.port = port;
        this.own = own;
    }

    void open(
            @Observes StartupEvent event,
            Ground ground,
            @ConfigProperty(name = "cloche.containers.control-plane-url") Optional<String> url) {
        own.ifPresent(
                number -> listen(host, number, "choose another cloche.containers.internal-port"));
        if (url.isEmpty()) {
            ground.door()
                    .filter(this::isShut)
                    .ifPresent(address ->
                            ground.onceThere(() ->
                                    listen(
                                            address,
                                            own.orElse(port),
                                            "set cloche.containers.control-plane-url to where they reach it")));
        }
    }

    private boolean isShut(String address) {
        return !address.equals(host) && !host.equals("0.0.0.0") && !host.equals("::");
    }

    private void listen(String address, int number, String remedy) {
        HttpServerOptions options = new HttpServerOptions().setHost(address).setPort(number);
        try {
            vertx.createHttpServer(options)
                    .requestHandler(ContainerDoor::pass)
                    .listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            Log.infof("containers reach this control plane at %s:%d", address, number);
        } catch (ExecutionException | TimeoutException e) {
            throw new HostProblem(
                    "Nothing can listen at %s:%d, where containers look for this control plane. Remedy: %s"
                            .formatted(address, number, remedy),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pass(HttpServerRequest request) {
        if (request.path() != null && INTERNAL.matcher(request.path()).matches()) {
            VertxHttpRecorder.getRootHandler().handle(request);
        } else {
            request.response().setStatusCode(NOT_FOUND).end();
        }
    }
}
