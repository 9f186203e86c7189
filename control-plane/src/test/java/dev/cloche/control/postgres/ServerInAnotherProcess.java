package dev.cloche.control.postgres;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/// A process that owns a server and waits to be killed: its arguments are directory and binaries,
/// and it prints the server's pid.
final class ServerInAnotherProcess {

    private ServerInAnotherProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        PostgresServer server =
                PostgresServer.start(
                        new PostgresLayout(
                                Path.of(arguments[0]),
                                Path.of(arguments[1]),
                                PostgresDoor.within(0)));
        System.out.println(server.pid());
        new CountDownLatch(1).await();
    }
}
