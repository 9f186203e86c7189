package dev.cloche.acceptance.product;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// A TCP socket of this machine that waits for connections.
///
/// @param address as the kernel prints it, in hexadecimal
/// @param inode what its owner's descriptor points at
record Listener(String address, int port, String inode) {

    private static final String LISTENING = "0A";

    static List<Listener> all() {
        List<Listener> found = new ArrayList<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            Path file = Path.of(table);
            if (Files.exists(file)) {
                addAll(file, found);
            }
        }
        return List.copyOf(found);
    }

    /// Whether only this machine can reach it.
    boolean loopback() {
        return address.equals("0100007F")
                || address.equals("0000000000000000FFFF00000100007F")
                || address.equals("00000000000000000000000001000000");
    }

    private static void addAll(Path file, List<Listener> found) {
        try {
            for (String line : Files.readAllLines(file)) {
                String[] columns = line.strip().split("\\s+", -1);
                if (columns.length > 9 && columns[3].equals(LISTENING)) {
                    String[] local = columns[1].split(":", -1);
                    found.add(
                            new Listener(local[0], HexFormat.fromHexDigits(local[1]), columns[9]));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + file, e);
        }
    }
}
