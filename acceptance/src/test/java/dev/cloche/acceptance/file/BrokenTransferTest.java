package dev.cloche.acceptance.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Form;
import dev.cloche.acceptance.product.LivingProcess;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import io.restassured.http.Method;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// The executor dies while files are on their way.
final class BrokenTransferTest {

    private static final int LARGE = 60 << 20;

    @Test
    void whoeverWaitsForAFileOfADeadExecutorIsToldAndNothingIsLeft() throws IOException {
        try (Product product = Product.start()) {
            Caller caller = product.newTenant();
            Sandbox sandbox = Sandbox.open(caller);
            sandbox.shell("truncate -s 60M there").ok();
            String files = sandbox.path() + "/files";

            try (Socket up = open(caller, "POST " + files + "/upload?path=new", LARGE);
                    Socket down = open(caller, "GET " + files + "/there", 0)) {
                up.getOutputStream().write(new byte[1 << 20]);
                InputStream body = down.getInputStream();
                assertThat(body.readNBytes(1 << 16)).hasSize(1 << 16);
                product.executors().forEach(LivingProcess::kill);

                assertThat(rest(body)).as("bytes that still came").isLessThan(LARGE - (1 << 16));
                assertThat(status(up)).isEqualTo(503);
            }
            assertThat(caller.send(Method.GET, "/health").expect(200).body()).contains("healthy");
        }
    }

    private static Socket open(Caller caller, String request, int announced) throws IOException {
        URI url = URI.create(caller.url());
        var socket = new Socket(url.getHost(), url.getPort());
        socket.setSoTimeout(30_000);
        socket.setReceiveBufferSize(1 << 16);
        var head = new StringBuilder(request + " HTTP/1.1\r\nHost: localhost\r\n");
        caller.headers().forEach((key, value) -> head.append(key + ": " + value + "\r\n"));
        if (announced > 0) {
            head.append("Content-Type: " + Form.TYPE + "\r\nContent-Length: " + announced + "\r\n");
        }
        head.append("\r\n");
        if (announced > 0) {
            head.append(
                    "--frontier\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n");
        }
        OutputStream out = socket.getOutputStream();
        out.write(head.toString().getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return socket;
    }

    private static long rest(InputStream body) {
        long read = 0;
        byte[] chunk = new byte[1 << 16];
        try {
            for (int more = body.read(chunk); more >= 0; more = body.read(chunk)) {
                read += more;
            }
        } catch (IOException cutOff) {
            assertThat(cutOff).isNotInstanceOf(SocketTimeoutException.class);
        }
        return read;
    }

    private static int status(Socket socket) throws IOException {
        String line = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        return Integer.parseInt(line.substring(9));
    }
}
