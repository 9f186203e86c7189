package dev.cloche.control.web;

import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tells failures that pass from failures of ours: the database is not there, or does not take
/// more.
final class Outages {

    /// More causes than this are a loop.
    private static final int DEPTH = 20;

    /// What the client says of connections that ended under it, where it has no type for that: idle
    /// ones, ones with statements that were not sent yet, and a pool whose every connection is
    /// waiting.
    private static final Set<String> LOST =
            Set.of(
                    "Connection was closed",
                    "Pending requests failed to be sent due to connection has been closed.",
                    "Timeout waiting for connection");

    /// What the kernel says of a connection that the other side gave up; there is no type for that.
    private static final Set<String> GIVEN_UP =
            Set.of("Connection reset by peer", "Connection reset", "Broken pipe");

    /// What a pool says whose queue is full.
    private static final String QUEUE_FULL = "Connection pool reached max wait queue size";

    /// A statement that took too long, a lock that did not come in time, and a transaction that was
    /// left hanging.
    private static final Set<String> TOO_SLOW = Set.of("57014", "55P03", "25P03");

    private static final String NOT_ACTIVE = "Connection is not active now";

    private Outages() {}

    static boolean isBehind(Throwable failure) {
        @Nullable Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEPTH; depth++) {
            if (isOne(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static boolean isOne(Throwable failure) {
        return switch (failure) {
            case ConnectException _, SocketException _, ClosedChannelException _ -> true;
            case IOException lost when lost.getMessage() != null ->
                    GIVEN_UP.contains(lost.getMessage());
            // Class 08 is a broken connection, 53 a lack of resources (a full disk is one), 57P a
            // server that is going or coming.
            case PgException refused when refused.getSqlState() != null ->
                    refused.getSqlState().startsWith("08")
                            || refused.getSqlState().startsWith("53")
                            || refused.getSqlState().startsWith("57P")
                            || TOO_SLOW.contains(refused.getSqlState());
            // A statement was sent and its answer never came.
            case ClosedConnectionException _ -> true;
            case VertxException lost when lost.getMessage() != null ->
                    LOST.contains(lost.getMessage()) || lost.getMessage().startsWith(QUEUE_FULL);
            case NoStackTraceThrowable lost when lost.getMessage() != null ->
                    lost.getMessage().startsWith(NOT_ACTIVE)
                            || lost.getMessage().startsWith("Timeout");
            default -> false;
        };
    }
}
