package dev.cloche.control.web;

import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/// Tells failures that pass from failures of ours: the database is not there, or does not take
/// more.
final class Outages {

    /// More causes than this are a loop.
    private static final int DEPTH = 20;

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
            // Class 08 is a broken connection, 53 a lack of resources, 57P a server that is going
            // or coming.
            case PgException refused when refused.getSqlState() != null ->
                    refused.getSqlState().startsWith("08")
                            || refused.getSqlState().startsWith("53")
                            || refused.getSqlState().startsWith("57P");
            case VertxException closed -> "Connection was closed".equals(closed.getMessage());
            default -> false;
        };
    }
}
