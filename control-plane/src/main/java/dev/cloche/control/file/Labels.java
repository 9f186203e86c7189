package dev.cloche.control.file;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/// What a file is called and what kind it is, as headers say it. Files are hostile: they are always
/// to be saved, never to be shown in place.
final class Labels {

    private static final String UNKNOWN = "application/octet-stream";
    private static final String UNRESERVED = "!#$&+-.^_`|~";
    private static final Map<String, String> KINDS =
            Map.ofEntries(
                    Map.entry("csv", "text/csv"),
                    Map.entry("css", "text/css"),
                    Map.entry("gif", "image/gif"),
                    Map.entry("gz", "application/gzip"),
                    Map.entry("htm", "text/html"),
                    Map.entry("html", "text/html"),
                    Map.entry("jpeg", "image/jpeg"),
                    Map.entry("jpg", "image/jpeg"),
                    Map.entry("js", "text/javascript"),
                    Map.entry("json", "application/json"),
                    Map.entry("log", "text/plain"),
                    Map.entry("md", "text/markdown"),
                    Map.entry("mp3", "audio/mpeg"),
                    Map.entry("mp4", "video/mp4"),
                    Map.entry("parquet", "application/vnd.apache.parquet"),
                    Map.entry("pdf", "application/pdf"),
                    Map.entry("png", "image/png"),
                    Map.entry("py", "text/x-python"),
                    Map.entry("svg", "image/svg+xml"),
                    Map.entry("tar", "application/x-tar"),
                    Map.entry("txt", "text/plain"),
                    Map.entry("wav", "audio/wav"),
                    Map.entry("webp", "image/webp"),
                    Map.entry(
                            "xlsx",
                            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                    Map.entry("xml", "application/xml"),
                    Map.entry("yaml", "application/yaml"),
                    Map.entry("yml", "application/yaml"),
                    Map.entry("zip", "application/zip"));

    private Labels() {}

    /// By the end of its name.
    static String kind(String name) {
        String end = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return KINDS.getOrDefault(end, UNKNOWN);
    }

    /// Says that it is to be saved, and as what: once for old readers, in ASCII and without
    /// anything that could end the quotation, and once exactly.
    static String disposition(String name) {
        StringBuilder plain = new StringBuilder();
        StringBuilder exact = new StringBuilder();
        name.chars()
                .map(c -> c < ' ' || c > '~' || c == '"' || c == '\\' || c == '%' ? '_' : c)
                .forEach(c -> plain.append((char) c));
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean kept = c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0);
            exact.append(kept ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
        }
        return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + exact;
    }
}
