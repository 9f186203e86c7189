package dev.cloche.control.replica;

import dev.cloche.control.database.Database;
import dev.cloche.control.database.Rows;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.pgclient.PgConnection;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgNotification;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The connection on which this replica hears news and says that it lives. When it is lost it is
/// made again, and whoever waits is looked after once; nothing is asked for in between.
@Singleton
final class Line {

    private static final Duration BEAT = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration AGAIN = Duration.ofMillis(500);

    private static final String EVERYBODY = "*";

    private final Database database;
    private final Pool pool;
    private final Vertx vertx;
    private final Replicas replicas;
    private final Event<Heard> heard;
    private final Event<Missed> missed;
    private volatile @Nullable PgConnection line;
    private volatile boolean closed;

    Line(
            Database database,
            Pool pool,
            Vertx vertx,
            Replicas replicas,
            Event<Heard> heard,
            Event<Missed> missed) {
        this.database = database;
        this.pool = pool;
        this.vertx = vertx;
        this.replicas = replicas;
        this.heard = heard;
        this.missed = missed;
    }

    void start(@Observes StartupEvent event) {
        open();
    }

    void stop(@Observes ShutdownEvent event) {
        closed = true;
        PgConnection last = line;
        if (last != null) {
            last.preparedQuery(
                            """
                            WITH gone AS (DELETE FROM replicas WHERE id = $1)
                            SELECT pg_notify('cloche_news', '*')
                            """)
                    .execute(Tuple.of(replicas.id()))
                    .ifNoItem()
                    .after(PATIENCE)
                    .fail()
                    .onFailure()
                    .invoke(failure -> Log.infof("nobody hears that this one ends: %s", failure))
                    .onFailure()
                    .recoverWithNull()
                    .await()
                    .indefinitely();
        }
    }

    private void open() {
        // The pool comes first: it is made when it is first used.
        pool.query("SELECT 1")
                .execute()
                .flatMap(_ -> database.connect())
                .flatMap(connection -> listen(connection).onFailure().invoke(_ -> drop(connection)))
                .ifNoItem()
                .after(PATIENCE.multipliedBy(2))
                .fail()
                .subscribe()
                .with(this::opened, this::notOpened);
    }

    private Uni<PgConnection> listen(PgConnection connection) {
        PgConnection listening = connection.notificationHandler(this::hear);
        return listening
                .query("LISTEN cloche_news")
                .execute()
                .flatMap(_ ->
                        listening
                                .query(
                                        """
                                        DELETE FROM replicas
                                        WHERE beat_at < clock_timestamp() - interval '1 hour'
                                        """)
                                .execute())
                .flatMap(_ -> beat(listening))
                .flatMap(_ -> listening.query("SELECT pg_notify('cloche_news', '*')").execute())
                .replaceWith(listening);
    }

    private void opened(PgConnection connection) {
        line = connection;
        connection.closeHandler(() -> lost(connection));
        missed.fire(new Missed());
        beatLater(connection);
    }

    private void notOpened(Throwable failure) {
        Log.debugf("news is not heard: %s", failure);
        again();
    }

    private void lost(PgConnection connection) {
        if (connection.equals(line)) {
            line = null;
            Log.warn("the connection for news is lost and made again");
            again();
        }
    }

    private void again() {
        if (!closed) {
            vertx.setTimer(AGAIN.toMillis(), _ -> open());
        }
    }

    private void beatLater(PgConnection connection) {
        vertx.setTimer(
                BEAT.toMillis(),
                _ -> {
                    if (connection.equals(line) && !closed) {
                        beat(connection)
                                .subscribe()
                                .with(_ -> beatLater(connection), _ -> given(connection));
                    }
                });
    }

    // It does not answer, or never will: it may be the server that is frozen, or the way there.
    private void given(PgConnection connection) {
        drop(connection);
        lost(connection);
    }

    private static void drop(PgConnection connection) {
        connection
                .close()
                .subscribe()
                .with(_ -> {}, failure -> Log.debugf("closed already: %s", failure));
    }

    private Uni<Void> beat(PgConnection connection) {
        return connection
                .preparedQuery(
                        """
                        WITH me AS (
                          INSERT INTO replicas (id, url, beat_at) VALUES ($1, $2, clock_timestamp())
                          ON CONFLICT (id) DO UPDATE SET beat_at = excluded.beat_at)
                        SELECT id, url FROM replicas
                        WHERE id <> $1 AND beat_at > clock_timestamp() - interval '15 seconds' ORDER BY id
                        """)
                .execute(Tuple.of(replicas.id(), replicas.url()))
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .map(rows ->
                        Rows.all(
                                rows,
                                row -> new Replica(row.getString("id"), row.getString("url"))))
                .invoke(this::note)
                .replaceWithVoid();
    }

    private void note(List<Replica> living) {
        if (replicas.note(living)) {
            Log.infof("other control planes on this database: %s", living);
            missed.fire(new Missed());
        }
    }

    private void hear(PgNotification news) {
        String[] words = news.getPayload().split(" ", -1);
        PgConnection now = line;
        if (words[0].equals(EVERYBODY) && now != null) {
            beat(now).subscribe().with(_ -> {}, _ -> given(now));
        }
        if (words.length == 3 && words[0].equals(replicas.id())) {
            for (Awaited kind : Awaited.values()) {
                if (kind.word().equals(words[1])) {
                    heard.fire(new Heard(kind, words[2]));
                }
            }
        }
    }
}
