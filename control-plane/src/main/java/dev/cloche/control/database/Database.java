package dev.cloche.control.database;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgConnection;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Makes the connections to the database, none of which waits forever: neither for a free one nor
/// for an answer.
@Singleton
public final class Database implements PgPoolCreator {

    private static final int CONNECT_MILLIS = 3_000;

    /// How long a request waits for a connection that others use.
    private static final int TURN_SECONDS = 5;

    /// How many requests wait for one at a time; further ones are turned away at once.
    private static final int WAITING = 500;

    /// After which a connection without a word is closed: nobody is at its other end, or it was not
    /// needed.
    private static final int SILENCE_SECONDS = 12;

    private final Vertx vertx;
    private volatile List<PgConnectOptions> servers = List.of();

    Database(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public Pool create(Input input) {
        servers = input.pgConnectOptionsList().stream().map(Database::bounded).toList();
        return PgBuilder.pool()
                .with(
                        input.poolOptions()
                                .setMaxWaitQueueSize(WAITING)
                                .setConnectionTimeout(TURN_SECONDS)
                                .setConnectionTimeoutUnit(TimeUnit.SECONDS))
                .connectingTo(List.copyOf(servers))
                .withConnectHandler(Database::ready)
                .using(input.vertx())
                .build();
    }

    /// A connection outside the pool, for whoever keeps one; there is one as soon as there is a
    /// pool.
    public Uni<PgConnection> connect() {
        return servers.isEmpty()
                ? Uni.createFrom().failure(new IllegalStateException("there is no pool yet"))
                : PgConnection.connect(vertx, servers.getFirst());
    }

    private static void ready(SqlConnection connection) {
        Silence.cuts(connection);
        var _ = connection.close(); // which gives it to the pool
    }

    private static PgConnectOptions bounded(PgConnectOptions server) {
        var bounded = new PgConnectOptions(server);
        bounded.setConnectTimeout(CONNECT_MILLIS);
        bounded.setIdleTimeout(SILENCE_SECONDS);
        bounded.setIdleTimeoutUnit(TimeUnit.SECONDS);
        return bounded;
    }
}
