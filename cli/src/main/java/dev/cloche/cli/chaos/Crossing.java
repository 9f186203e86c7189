package dev.cloche.cli.chaos;

import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A bridge over which connections go, in turns to each of several places that take them. It can be
/// cut: then all of them break, and there are no new ones until it is mended.
final class Crossing implements AutoCloseable {
    private static final int BUFFER = 16 << 10;
    private static final int BACKLOG = 512;
    private static final int CONNECT_MS = 1000;

    private final String name;
    private final ServerSocket server;
    private final List<Integer> targets;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger turn = new AtomicInteger();
    private volatile boolean cut;

    private Crossing(String name, ServerSocket server, List<Integer> targets) {
        this.name = name;
        this.server = server;
        this.targets = List.copyOf(targets);
    }

    /// One to these ports of this machine.
    static Crossing to(String name, List<Integer> targets) {
        try {
            var server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
            var crossing = new Crossing(name, server, targets);
            Thread _ = Thread.ofVirtual().name(name).start(crossing::accept);
            return crossing;
        } catch (IOException e) {
            throw new Refusal(Exit.FAILED, "there is no free port: " + e.getMessage(), e);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    void cut() {
        cut = true;
        open.forEach(Crossing::reset);
    }

    void mend() {
        cut = false;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException _) {
            // nothing comes over it any more, either way
        }
        cut();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                Thread _ = Thread.ofVirtual().name(name).start(() -> carry(near));
            } catch (IOException _) {
                // closed, or a connection that was given up before it was taken
            }
        }
    }

    private void carry(Socket near) {
        Optional<Socket> far = cut ? Optional.empty() : connect();
        if (far.isEmpty()) {
            reset(near);
            return;
        }
        open.add(near);
        open.add(far.get());
        if (cut) {
            reset(near);
        }
        Thread _ = Thread.ofVirtual().name(name).start(() -> pump(far.get(), near));
        pump(near, far.get());
    }

    private Optional<Socket> connect() {
        int first = turn.getAndIncrement();
        for (int i = 0; i < targets.size(); i++) {
            int port = targets.get(Math.floorMod(first + i, targets.size()));
            var socket = new Socket();
            try {
                socket.connect(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MS);
                socket.setTcpNoDelay(true);
                return Optional.of(socket);
            } catch (IOException _) {
                reset(socket); // nobody is there; the next one may be
            }
        }
        return Optional.empty();
    }

    private void pump(Socket from, Socket to) {
        var buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
            }
            to.shutdownOutput();
            if (!from.isOutputShutdown()) {
                return; // the other direction goes on
            }
            open.remove(from);
            open.remove(to);
            from.close();
            to.close();
        } catch (IOException _) {
            open.remove(from);
            open.remove(to);
            reset(from);
            reset(to);
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException _) {
            // closed already
        }
    }
}
