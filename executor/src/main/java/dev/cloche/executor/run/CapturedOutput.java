package dev.cloche.executor.run;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// One stream of a run, as far as it is kept.
final class CapturedOutput {

    private static final int LONGEST_SEQUENCE = 4;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);

    synchronized void add(byte[] more) {
        bytes.writeBytes(more);
    }

    /// The text, when the stream had that many bytes in all.
    synchronized Text text(long total) {
        boolean truncated = total > bytes.size();
        byte[] all = bytes.toByteArray();
        int end = truncated ? wholeCharacters(all) : all.length;
        // What is no UTF-8 becomes a replacement character; PostgreSQL has no NUL in texts.
        String text = new String(all, 0, end, StandardCharsets.UTF_8);
        return new Text(text.indexOf('\0') < 0 ? text : text.replace("\0", ""), truncated);
    }

    /// Where the last whole character ends, when the cut went through one.
    private static int wholeCharacters(byte[] all) {
        for (int back = 1; back < LONGEST_SEQUENCE && back <= all.length; back++) {
            int lead = all[all.length - back] & 0xFF;
            if (lead < 0x80) {
                return all.length;
            }
            if (lead >= 0xC0) {
                int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
                return length > back ? all.length - back : all.length;
            }
        }
        return all.length;
    }

    /// What is returned of a stream.
    record Text(String value, boolean truncated) {}
}
