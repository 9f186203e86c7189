package dev.cloche.control.idempotency;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.control.database.Rows;
import dev.cloche.control.kernel.Json;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.kernel.Time;
import dev.cloche.control.kernel.Vault;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Clock;

/// Remembers what was asked for under which key, as part of its caller's transaction: what is not
/// committed was never asked for, and whoever asks at the same time waits until that is decided.
@Singleton
public final class IdempotencyKeys {

    private final Vault vault;
    private final Json json;
    private final Clock clock;

    IdempotencyKeys(Vault vault, Json json, Clock clock) {
        this.vault = vault;
        this.json = json;
        this.clock = clock;
    }

    /// Takes a key, if nobody has it.
    ///
    /// @param scope what kind of request it is; keys of different kinds have nothing to do with
    ///   each other
    /// @param body all that the request asks for
    /// @param target what will have come of it
    /// @return a failure with [Refusal] when something else was asked for under this key
    public Uni<Claim> claim(
            SqlClient client,
            String tenant,
            String scope,
            IdempotencyKey key,
            Object body,
            String target) {
        String digest = digest(body);
        return client.preparedQuery(
                        """
                        INSERT INTO idempotency_keys (tenant, scope, key, digest, target, created_at)
                        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
                        """)
                .execute(
                        Tuple.of(
                                tenant,
                                scope,
                                key.value(),
                                digest,
                                target,
                                Time.column(clock.instant())))
                .flatMap(inserted ->
                        inserted.rowCount() == 1
                                ? Uni.createFrom().item(new Claim.First())
                                : known(client, tenant, scope, key, digest));
    }

    /// Gives a key another target.
    ///
    /// @param from the target that it had
    /// @return false when it has another one already
    public Uni<Boolean> move(
            SqlClient client,
            String tenant,
            String scope,
            IdempotencyKey key,
            String from,
            String to) {
        return client.preparedQuery(
                        """
                        UPDATE idempotency_keys SET target = $5
                        WHERE tenant = $1 AND scope = $2 AND key = $3 AND target = $4
                        """)
                .execute(Tuple.of(tenant, scope, key.value(), from, to))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Gives a key back of which nothing has come.
    ///
    /// @param target the one that it was claimed for
    public Uni<Void> release(
            SqlClient client, String tenant, String scope, IdempotencyKey key, String target) {
        return client.preparedQuery(
                        """
                        DELETE FROM idempotency_keys
                        WHERE tenant = $1 AND scope = $2 AND key = $3 AND target = $4
                        """)
                .execute(Tuple.of(tenant, scope, key.value(), target))
                .replaceWithVoid();
    }

    private Uni<Claim> known(
            SqlClient client, String tenant, String scope, IdempotencyKey key, String digest) {
        return client.preparedQuery(
                        """
                        SELECT digest, target FROM idempotency_keys
                        WHERE tenant = $1 AND scope = $2 AND key = $3
                        """)
                .execute(Tuple.of(tenant, scope, key.value()))
                .map(rows ->
                        Rows.first(
                                        rows,
                                        row ->
                                                new Stored(
                                                        row.getString("digest"),
                                                        row.getString("target")))
                                .orElseThrow(() -> expired(key)))
                .map(stored -> same(stored, digest, key));
    }

    private static Claim same(Stored stored, String digest, IdempotencyKey key) {
        if (!stored.digest().equals(digest)) {
            throw new Refusal(
                    ErrorCode.CONFLICT,
                    "something else was asked for under the "
                            + IdempotencyKey.HEADER
                            + " '"
                            + key.value()
                            + "'");
        }
        return new Claim.Known(stored.target());
    }

    /// Its time was over between two statements.
    private static Refusal expired(IdempotencyKey key) {
        return new Refusal(ErrorCode.CONFLICT, "the key '" + key.value() + "' has just expired");
    }

    /// Keyed, since a body may hold secrets that could be guessed from a plain digest.
    private String digest(Object body) {
        return vault.derive("idempotency", json.write(body)).value();
    }

    private record Stored(String digest, String target) {}

    /// What came of the wish to be the first with a key.
    public sealed interface Claim {

        /// Nobody has asked for this yet.
        record First() implements Claim {}

        /// The same has been asked for before.
        ///
        /// @param target what came of it
        record Known(String target) implements Claim {}
    }
}
