package dev.cloche.cli.run;

import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// UTF-8 text of bounded length.
final class Text {
    private Text() {}

    /// All of it, or nothing when it is longer than that.
    static Optional<String> read(InputStream input, int maxBytes, String name) {
        try {
            byte[] bytes = input.readNBytes(maxBytes + 1);
            if (bytes.length > maxBytes) {
                return Optional.empty();
            }
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            throw new Refusal(Exit.USAGE, name + " is not UTF-8 text", e);
        } catch (IOException e) {
            throw new Refusal(Exit.USAGE, "cannot read " + name + ": " + e.getMessage(), e);
        }
    }
}
