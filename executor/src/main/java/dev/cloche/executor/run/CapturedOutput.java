package dev.cloche.executor.run;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// One stream of a run as text, as far as it is kept. It grows by whole characters and nothing in
/// it ever changes, so what was read from it while the run went on is what is reported in the end.
final class CapturedOutput {

    private static final int SMALL = 256;

    private final long kept;
    // What is no UTF-8 becomes a replacement character.
    private final CharsetDecoder decoder =
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private final StringBuilder text = new StringBuilder(SMALL);
    private byte[] rest = new byte[0];
    private long bytes;
    private boolean over;
    private boolean truncated;

    /// Starts empty.
    ///
    /// @param kept how many bytes are kept at most
    CapturedOutput(long kept) {
        this.kept = kept;
    }

    synchronized void add(byte[] more) {
        bytes += more.length;
        decode(more, false);
    }

    /// Nothing comes any more.
    ///
    /// @param total how many bytes the stream had in all
    synchronized void end(long total) {
        if (over) {
            return;
        }
        over = true;
        truncated = total > bytes;
        if (!truncated) {
            decode(new byte[0], true);
        }
    }

    /// The whole text, when the stream had that many bytes in all.
    synchronized Text text(long total) {
        end(total);
        return new Text(text.toString(), truncated);
    }

    /// Whether what comes from here on is not kept.
    synchronized boolean full() {
        return over ? truncated : bytes >= kept;
    }

    /// What follows after that many characters; whole characters, and at most about as many.
    synchronized Piece after(int position, int most) {
        int start = Math.min(position, text.length());
        int end = Math.min(start + most, text.length());
        if (end < text.length() && Character.isLowSurrogate(text.charAt(end))) {
            end++;
        }
        if (start < end && Character.isLowSurrogate(text.charAt(start))) {
            start++;
        }
        return new Piece(text.substring(start, end), end);
    }

    private void decode(byte[] more, boolean last) {
        ByteBuffer in = ByteBuffer.allocate(rest.length + more.length).put(rest).put(more).flip();
        // No byte becomes more than one character.
        CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
        decoder.decode(in, out, last);
        if (last) {
            decoder.flush(out);
        }
        rest = new byte[in.remaining()];
        in.get(rest);
        append(out.flip());
    }

    // PostgreSQL has no NUL in texts.
    private void append(CharBuffer more) {
        for (int i = 0; i < more.length(); i++) {
            if (more.charAt(i) != 0) {
                text.append(more.charAt(i));
            }
        }
    }

    /// What is returned of a stream.
    record Text(String value, boolean truncated) {}

    /// A part of a stream.
    ///
    /// @param at where it ends
    record Piece(String text, int at) {}
}
