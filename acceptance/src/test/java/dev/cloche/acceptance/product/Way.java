package dev.cloche.acceptance.product;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A way to a port of this machine, which can be cut: then all connections by it break, and there
/// are no new ones until it is mended. It is cut until it is known where it leads.
public final class Way implements AutoCloseable {

    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile int target;
    private volatile boolean cut = true;

    private Way(ServerSocket server) {
        this.server = server;
    }

    public static Way open() throws IOException {
        Way way = new Way(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()));
        Thread.ofVirtual().name("way").start(way::accept);
        return way;
    }

    /// Where it begins.
    public String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    public void leadTo(int port) {
        target = port;
        cut = false;
    }

    public void cut() {
        cut = true;
        open.forEach(Way::end);
    }

    public void mend() {
        cut = false;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                Thread.ofVirtual().start(() -> carry(near));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void carry(Socket near) {
        try (near;
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target)) {
            open.add(near);
            open.add(far);
            if (cut) {
                return;
            }
            Thread back = Thread.ofVirtual().start(() -> pump(far, near));
            pump(near, far);
            back.join();
        } catch (IOException e) {
            end(near); // nobody is there
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(near);
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            end(from); // cut, or left
            end(to);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }
}
