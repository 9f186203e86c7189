package dev.cloche.control.database;

import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowIterator;
import io.vertx.mutiny.sqlclient.RowSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// Reads what a statement returned.
public final class Rows {

    private Rows() {}

    /// The first row, if there is one.
    public static <T> Optional<T> first(RowSet<Row> rows, Function<Row, T> read) {
        RowIterator<Row> iterator = rows.iterator();
        return iterator.hasNext() ? Optional.of(read.apply(iterator.next())) : Optional.empty();
    }

    /// All rows, in their order.
    public static <T> List<T> all(RowSet<Row> rows, Function<Row, T> read) {
        return StreamSupport.stream(rows.spliterator(), false).map(read).toList();
    }

    /// A count named `n`, which is all that the statement returned.
    public static long count(RowSet<Row> rows) {
        return rows.iterator().next().getLong("n");
    }

    /// A time that must be there.
    public static Instant time(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    /// A time that may be absent.
    public static @Nullable Instant timeOrNull(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    /// A word that names a constant: the database has the constants' names in lower case.
    public static <E extends Enum<E>> E word(Row row, String column, Class<E> type) {
        return Enum.valueOf(type, row.getString(column).toUpperCase(Locale.ROOT));
    }
}
