package dev.cloche.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CrossingTest {
    private static final int PATIENCE_MS = 30_000;

    @Test
    void whatIsSaidArrivesAndIsAnswered() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Crossing crossing = Crossing.to("test", List.of(server.getLocalPort()));
                Socket near = connect(crossing);
                Socket far = server.accept()) {
            near.getOutputStream().write('a');
            assertThat(far.getInputStream().read()).isEqualTo('a');
            far.getOutputStream().write('b');
            assertThat(near.getInputStream().read()).isEqualTo('b');
            far.shutdownOutput();
            assertThat(near.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void theNextPlaceIsTakenWhenNobodyIsAtTheFirst() throws IOException {
        int nobody;
        try (ServerSocket gone = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            nobody = gone.getLocalPort();
        }
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Crossing crossing = Crossing.to("test", List.of(nobody, server.getLocalPort()));
                Socket near = connect(crossing);
                Socket far = server.accept()) {
            near.getOutputStream().write('a');
            assertThat(far.getInputStream().read()).isEqualTo('a');
        }
    }

    @Test
    void aCutBreaksWhatIsOpenUntilItIsMended() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Crossing crossing = Crossing.to("test", List.of(server.getLocalPort()));
                Socket near = connect(crossing);
                Socket far = server.accept()) {
            near.getOutputStream().write('a');
            assertThat(far.getInputStream().read()).isEqualTo('a');

            crossing.cut();

            assertThatThrownBy(() -> near.getInputStream().read()).isInstanceOf(IOException.class);
            crossing.mend();
            try (Socket next = connect(crossing);
                    Socket there = server.accept()) {
                next.getOutputStream().write('c');
                assertThat(there.getInputStream().read()).isEqualTo('c');
            }
        }
    }

    private static Socket connect(Crossing crossing) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), crossing.port());
        socket.setSoTimeout(PATIENCE_MS);
        return socket;
    }
}
