package dev.cloche.control.runtime.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The way to an engine, which can be cut: what is open breaks off, and nothing new gets through
/// until it is mended.
final class Wire implements AutoCloseable {

    private final Path socket;
    private final UnixDomainSocketAddress engine;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private final ServerSocketChannel server;
    private volatile boolean cut;

    Wire(Path directory, URI engine) throws IOException {
        this.socket = directory.resolve("wire.sock");
        this.engine = UnixDomainSocketAddress.of(engine.getPath());
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().start(this::accept);
    }

    URI host() {
        return URI.create("unix://" + socket);
    }

    void cut() {
        cut = true;
        open.forEach(Wire::hangUp);
        open.clear();
    }

    void mend() {
        cut = false;
    }

    private void accept() {
        try {
            while (server.isOpen()) {
                SocketChannel caller = server.accept();
                if (cut) {
                    hangUp(caller);
                } else {
                    connect(caller);
                }
            }
        } catch (IOException e) {
            cut();
        }
    }

    private void connect(SocketChannel caller) throws IOException {
        SocketChannel called = SocketChannel.open(engine);
        open.add(caller);
        open.add(called);
        Thread.ofVirtual().start(() -> pass(caller, called));
        Thread.ofVirtual().start(() -> pass(called, caller));
    }

    private static void pass(SocketChannel from, SocketChannel to) {
        ByteBuffer some = ByteBuffer.allocate(16_384);
        try {
            while (from.read(some) >= 0) {
                some.flip();
                while (some.hasRemaining()) {
                    to.write(some);
                }
                some.clear();
            }
        } catch (IOException e) {
            hangUp(from);
        } finally {
            hangUp(to);
        }
    }

    private static void hangUp(SocketChannel one) {
        try {
            one.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
        Files.delete(socket);
    }
}
