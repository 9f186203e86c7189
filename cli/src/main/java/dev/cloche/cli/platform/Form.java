package dev.cloche.cli.platform;

import java.util.Map;

/// A form with a file, as browsers send it.
public final class Form {
    public static final String TYPE = "multipart/form-data; boundary=frontier";

    private Form() {}

    /// @param fields without the file
    /// @param content of the file; it may not hold the word frontier at the start of a line
    public static String of(Map<String, String> fields, String content) {
        var form = new StringBuilder();
        fields.forEach((name, value) ->
                form.append("--frontier\r\nContent-Disposition: form-data; name=\"")
                        .append(name)
                        .append("\"\r\n\r\n")
                        .append(value)
                        .append("\r\n"));
        return form.append("--frontier\r\nContent-Disposition: form-data; name=\"file\";")
                .append(" filename=\"x\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                .append(content)
                .append("\r\n--frontier--\r\n")
                .toString();
    }
}
