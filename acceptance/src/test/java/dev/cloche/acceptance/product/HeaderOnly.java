package dev.cloche.acceptance.product;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// A request that announces a body and waits for what is said to that.
public final class HeaderOnly {

    private static final int PATIENCE = 10_000;

    private HeaderOnly() {}

    public static Answer post(Caller caller, String path, long announced) throws IOException {
        URI url = URI.create(caller.url());
        try (var socket = new Socket(InetAddress.getByName(url.getHost()), url.getPort())) {
            socket.setSoTimeout(PATIENCE);
            OutputStream out = socket.getOutputStream();
            out.write(head(caller, path, announced).getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return read(
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII)));
        }
    }

    private static String head(Caller caller, String path, long announced) {
        var head = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n");
        caller.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        head.append("Content-Type: application/json\r\n");
        head.append("Content-Length: ").append(announced).append("\r\n\r\n");
        return head.toString();
    }

    private static Answer read(BufferedReader in) throws IOException {
        String first = in.readLine();
        if (first == null) {
            throw new AssertionError("the connection was closed without an answer");
        }
        int status = Integer.parseInt(first.split(" ", -1)[1]);
        Map<String, String> headers = new HashMap<>();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        var answer = new Answer(status, headers, "");
        int length = Integer.parseInt(answer.header("content-length").orElse("0"));
        char[] body = new char[length];
        int filled = 0;
        while (filled < length) {
            int more = in.read(body, filled, length - filled);
            if (more < 0) {
                throw new AssertionError("the answer ended after " + filled + " of " + length);
            }
            filled += more;
        }
        return new Answer(status, headers, new String(body));
    }
}
