package dev.cloche.control.file;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/// Reads so many bytes of an open file piece by piece, each when it is asked for.
final class ChannelStream implements ReadStream<Buffer> {

    private static final int PIECE = 128 * 1024;

    private final Context context;
    private final ReadableByteChannel channel;
    private long left;
    private long demand;
    private boolean reading;
    private boolean over;
    private @Nullable Handler<Buffer> taker;
    private @Nullable Handler<Void> atEnd;
    private @Nullable Handler<Throwable> atFailure;

    ChannelStream(Vertx vertx, ReadableByteChannel channel, long length) {
        this.context = vertx.getOrCreateContext();
        this.channel = channel;
        this.left = length;
    }

    @Override
    public synchronized ReadStream<Buffer> handler(@Nullable Handler<Buffer> handler) {
        taker = handler;
        return this;
    }

    @Override
    public synchronized ReadStream<Buffer> endHandler(@Nullable Handler<Void> handler) {
        atEnd = handler;
        return this;
    }

    @Override
    public synchronized ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        atFailure = handler;
        return this;
    }

    @Override
    public synchronized ReadStream<Buffer> pause() {
        demand = 0;
        return this;
    }

    @Override
    public ReadStream<Buffer> resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public synchronized ReadStream<Buffer> fetch(long amount) {
        demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
        goOn();
        return this;
    }

    /// Nothing more is read.
    void close() {
        synchronized (this) {
            over = true;
            if (reading) {
                return; // whoever reads closes it
            }
        }
        release();
    }

    private synchronized void goOn() {
        if (reading || over || demand == 0) {
            return;
        }
        reading = true;
        context.executeBlocking(this::piece, true).onComplete(this::told, this::failed);
    }

    private Buffer piece() throws IOException {
        if (left == 0) {
            return Buffer.buffer();
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(PIECE, left));
        if (channel.read(bytes) < 0) {
            throw new EOFException("the file has become shorter");
        }
        return Buffer.buffer(bytes.flip().remaining()).setBytes(0, bytes);
    }

    private void told(Buffer piece) {
        Handler<Buffer> to;
        Handler<Void> end;
        synchronized (this) {
            reading = false;
            if (over) {
                release();
                return;
            }
            left -= piece.length();
            demand = demand == Long.MAX_VALUE ? demand : demand - 1;
            over = left == 0;
            to = taker;
            end = over ? atEnd : null;
        }
        if (piece.length() > 0 && to != null) {
            to.handle(piece);
        }
        if (end != null) {
            release();
            end.handle(null);
        } else {
            goOn();
        }
    }

    private void failed(Throwable failure) {
        Handler<Throwable> to;
        synchronized (this) {
            reading = false;
            over = true;
            to = atFailure;
        }
        release();
        if (to != null) {
            to.handle(failure);
        }
    }

    private void release() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
