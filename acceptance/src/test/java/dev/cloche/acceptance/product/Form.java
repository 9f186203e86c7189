package dev.cloche.acceptance.product;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// A form as browsers send it, written by hand so that its order is ours.
public final class Form {

    public static final String TYPE = "multipart/form-data; boundary=frontier";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    public Form field(String name, String value) {
        text("--frontier\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n");
        text(value + "\r\n");
        return this;
    }

    public Form file(byte[] content) {
        return file("file", content);
    }

    public Form file(String name, byte[] content) {
        text(
                "--frontier\r\nContent-Disposition: form-data; name=\""
                        + name
                        + "\"; filename=\"x\"\r\n");
        text("Content-Type: application/octet-stream\r\n\r\n");
        bytes.writeBytes(content);
        text("\r\n");
        return this;
    }

    public byte[] end() {
        text("--frontier--\r\n");
        return bytes.toByteArray();
    }

    private void text(String text) {
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
