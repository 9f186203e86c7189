package dev.cloche.control.executor;

import dev.cloche.api.executor.RunNews;
import dev.cloche.control.kernel.Json;
import io.quarkus.logging.Log;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an executor tells of one run, to one reader. No more is read from the executor than the
/// reader has taken: one buffer at most waits here.
///
/// Its own lock is never held while others are called: they hold theirs when they call it.
public final class RunFeed implements AutoCloseable {

    /// Longer than any line of an executor.
    private static final int LONGEST_LINE = 1 << 20;

    private final Json json;
    private final Runnable news;
    private final Deque<RunNews> lines = new ArrayDeque<>();
    private Buffer begun = Buffer.buffer();
    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse response;
    private @Nullable Context context;
    private boolean asked;
    private boolean ended;

    /// Has nothing yet.
    ///
    /// @param news told when there is something to take, or nothing more
    RunFeed(Json json, Runnable news) {
        this.json = json;
        this.news = news;
    }

    /// The next line, if it is here.
    public synchronized Optional<RunNews> poll() {
        RunNews line = lines.poll();
        if (lines.isEmpty()) {
            ask();
        }
        return Optional.ofNullable(line);
    }

    /// Whether no line is here and none will come.
    public synchronized boolean over() {
        return ended && lines.isEmpty();
    }

    @Override
    public void close() {
        HttpClientRequest open;
        synchronized (this) {
            ended = true;
            lines.clear();
            open = request;
        }
        if (open != null) {
            open.reset();
        }
    }

    /// Takes the connection, unless nobody wants it any more.
    HttpClientRequest begin(HttpClientRequest opened) {
        boolean unwanted;
        synchronized (this) {
            request = opened;
            unwanted = ended;
        }
        if (unwanted) {
            opened.reset();
        }
        return opened;
    }

    void answered(HttpClientResponse answer) {
        answer.pause();
        if (answer.statusCode() != 200) {
            close();
            news.run();
            return;
        }
        synchronized (this) {
            response = answer;
            context = Vertx.currentContext();
        }
        answer.handler(this::take).endHandler(_ -> end()).exceptionHandler(_ -> end());
        news.run();
    }

    /// Nothing comes any more.
    void end() {
        synchronized (this) {
            ended = true;
        }
        news.run();
    }

    private synchronized void ask() {
        HttpClientResponse from = response;
        if (from != null && context != null && !asked && !ended) {
            asked = true;
            context.runOnContext(_ -> from.fetch(1));
        }
    }

    private void take(Buffer buffer) {
        try {
            if (keep(buffer)) {
                news.run();
            }
        } catch (UncheckedIOException | IllegalStateException problem) {
            Log.warnf("an executor says what is no news: %s", problem.getMessage());
            close();
            news.run();
        }
    }

    /// Whether there is something to take now.
    private synchronized boolean keep(Buffer buffer) {
        asked = false;
        if (ended) {
            return false;
        }
        begun.appendBuffer(buffer);
        int start = 0;
        for (int at = 0; at < begun.length(); at++) {
            if (begun.getByte(at) == '\n') {
                lines.add(json.read(begun.getString(start, at), RunNews.class));
                start = at + 1;
            }
        }
        begun = begun.getBuffer(start, begun.length());
        if (begun.length() > LONGEST_LINE) {
            throw new IllegalStateException("a line is too long");
        }
        if (lines.isEmpty()) {
            ask();
        }
        return !lines.isEmpty();
    }
}
