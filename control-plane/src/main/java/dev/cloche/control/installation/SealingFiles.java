package dev.cloche.control.installation;

import dev.cloche.control.kernel.SealingKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Sealing keys as files.
final class SealingFiles {

    private SealingFiles() {}

    /// The keys that are configured as `name=file`, in their order.
    ///
    /// @throws UnusableConfiguration when one of them is no key
    static List<SealingKey> read(List<String> configured) throws IOException {
        List<SealingKey> keys = new ArrayList<>();
        for (String one : configured) {
            int equals = one.indexOf('=');
            if (equals < 1 || !Files.isReadable(Path.of(one.substring(equals + 1)))) {
                throw new UnusableConfiguration(
                        "cloche.sealing.keys takes name=file, where the file can be read: " + one);
            }
            String text = Files.readString(Path.of(one.substring(equals + 1)));
            try {
                keys.add(
                        new SealingKey(
                                one.substring(0, equals), Base64.getMimeDecoder().decode(text)));
            } catch (IllegalArgumentException e) {
                throw new UnusableConfiguration("cloche.sealing.keys: " + e.getMessage());
            }
        }
        return List.copyOf(keys);
    }
}
