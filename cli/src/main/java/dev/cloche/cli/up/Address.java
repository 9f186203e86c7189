package dev.cloche.cli.up;

import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/// Where the control plane is to listen.
public record Address(String host, int port) {
    private static final int LAST_PORT = 65_535;

    public Address {
        if (port < 1 || port > LAST_PORT) {
            throw new Refusal(Exit.USAGE, "--port must be 1 to " + LAST_PORT);
        }
    }

    /// A free one that only this machine reaches.
    public static Address free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new Address("127.0.0.1", socket.getLocalPort());
        } catch (IOException e) {
            throw new Refusal(Exit.FAILED, "there is no free port: " + e.getMessage(), e);
        }
    }

    /// Refuses when nothing can listen there now.
    void probe() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
        } catch (UnknownHostException e) {
            throw new Refusal(Exit.USAGE, "the host " + host + " is not known here", e);
        } catch (BindException e) {
            throw new Refusal(
                    Exit.FAILED,
                    "cannot listen on "
                            + host
                            + " port "
                            + port
                            + ": "
                            + e.getMessage()
                            + "; choose another with --port or --host",
                    e);
        } catch (IOException e) {
            throw new Refusal(
                    Exit.FAILED,
                    "cannot listen on " + host + " port " + port + ": " + e.getMessage(),
                    e);
        }
    }

    /// Whether other machines reach it.
    boolean isOpen() {
        try {
            return !InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException _) {
            return false;
        }
    }
}
