package dev.cloche.control.session;

import dev.cloche.api.container.RuntimeType;
import dev.cloche.control.database.Rows;
import dev.cloche.control.kernel.Json;
import dev.cloche.control.runtime.ContainerRuntime;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/// Reads whole sessions from what a statement returned.
@Singleton
final class SessionRows {

    private final RuntimeType runtime;
    private final Json json;

    SessionRows(ContainerRuntime runtime, Json json) {
        this.runtime = runtime.type();
        this.json = json;
    }

    List<SessionRow> all(RowSet<Row> rows) {
        return Rows.all(rows, this::row);
    }

    Optional<SessionRow> first(RowSet<Row> rows) {
        return Rows.first(rows, this::row);
    }

    private SessionRow row(Row row) {
        return SessionRow.of(row, runtime, json);
    }
}
