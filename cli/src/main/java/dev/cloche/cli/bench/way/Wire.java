package dev.cloche.cli.bench.way;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/// One connection of HTTP/1.1. It knows what answers of a platform on this machine need: a length,
/// or pieces that tell theirs.
final class Wire implements AutoCloseable {
    private static final int HTTP = 80;
    private static final int LONGEST_LINE = 8192;
    private static final int LONGEST_BODY = 64 << 20;

    private final Socket socket;
    private final InputStream in;
    private boolean open = true;

    private Wire(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /// @param patience how long anything is waited for
    static Wire to(URI address, Duration patience) throws IOException {
        var socket =
                new Socket(address.getHost(), address.getPort() < 0 ? HTTP : address.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) patience.toMillis());
        return new Wire(socket);
    }

    /// Sends a request, all of it, and waits for the answer.
    BlockingHttp.Answer exchange(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        int status = status(line());
        long length = -1;
        boolean pieces = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            int colon = header.indexOf(':');
            if (colon < 0) {
                throw new IOException("not a header: " + header);
            }
            String value = header.substring(colon + 1).strip();
            switch (header.substring(0, colon).toLowerCase(Locale.ROOT)) {
                case "content-length" -> length = number(value, 10);
                case "transfer-encoding" -> pieces = value.equalsIgnoreCase("chunked");
                case "connection" -> open = !value.equalsIgnoreCase("close");
                default -> {
                    // nothing that says where the answer ends
                }
            }
        }
        byte[] body = pieces ? pieces() : bytes(Math.max(0, length));
        return new BlockingHttp.Answer(status, new String(body, StandardCharsets.UTF_8));
    }

    /// Whether it can take another request.
    boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static int status(String line) throws IOException {
        String[] words = line.split(" ", 3);
        if (words.length < 2 || !words[0].startsWith("HTTP/1.")) {
            throw new IOException("not an answer of HTTP/1.1: " + line);
        }
        return (int) number(words[1], 10);
    }

    private static long number(String text, int radix) throws IOException {
        try {
            return Long.parseUnsignedLong(text, radix);
        } catch (NumberFormatException e) {
            throw new IOException("not a number: " + text, e);
        }
    }

    private byte[] pieces() throws IOException {
        var all = new ByteArrayOutputStream();
        long size = number(line(), 16);
        while (size > 0) {
            all.writeBytes(bytes(size));
            String _ = line();
            size = number(line(), 16);
        }
        String _ = line();
        return all.toByteArray();
    }

    private byte[] bytes(long count) throws IOException {
        if (count < 0 || count > LONGEST_BODY) {
            throw new IOException("an answer of " + count + " bytes");
        }
        byte[] bytes = in.readNBytes((int) count);
        if (bytes.length < count) {
            throw new EOFException("it ended in the middle of an answer");
        }
        return bytes;
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int one = in.read(); one != '\n'; one = in.read()) {
            if (one < 0 || line.length() > LONGEST_LINE) {
                throw new EOFException("it ended before its answer");
            }
            if (one != '\r') {
                line.append((char) one);
            }
        }
        return line.toString();
    }
}
