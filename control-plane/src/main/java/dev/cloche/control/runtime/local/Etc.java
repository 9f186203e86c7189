package dev.cloche.control.runtime.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The `/etc` of containers: a few files of our own, and of the machine's only what programs need
/// to run and nothing that says who uses it.
final class Etc {

    private static final List<String> OF_THE_MACHINE =
            List.of(
                    "alternatives",
                    "ca-certificates",
                    "crypto-policies",
                    "fonts",
                    "ld.so.cache",
                    "ld.so.conf",
                    "ld.so.conf.d",
                    "localtime",
                    "matplotlibrc",
                    "mime.types",
                    "pki/ca-trust",
                    "pki/tls/certs",
                    "protocols",
                    "resolv.conf",
                    "services",
                    "ssl/certs",
                    "ssl/openssl.cnf");

    private static final Map<String, String> OURS =
            Map.of(
                    "passwd",
                    """
                    root:x:0:0:root:/:/usr/sbin/nologin
                    sandbox:x:1000:1000:sandbox:/tmp:/bin/sh
                    nobody:x:65534:65534:nobody:/:/usr/sbin/nologin
                    """,
                    "group",
                    """
                    root:x:0:
                    sandbox:x:1000:
                    nogroup:x:65534:
                    """,
                    "hosts",
                    """
                    127.0.0.1 localhost cloche sandbox
                    ::1 localhost
                    """,
                    "nsswitch.conf",
                    """
                    passwd: files
                    group: files
                    hosts: files dns
                    """);

    private Etc() {}

    /// Writes our own files to a directory.
    static void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (Map.Entry<String, String> file : OURS.entrySet()) {
            Path path = directory.resolve(file.getKey());
            Files.writeString(path, file.getValue());
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        }
    }

    /// What is seen in `/etc`, by name.
    ///
    /// @param ours where our own files are found
    static SortedMap<String, Path> seen(Path ours) throws IOException {
        SortedMap<String, Path> seen = new TreeMap<>();
        for (String name : OF_THE_MACHINE) {
            add(seen, name);
        }
        // Debian's own JDKs keep their configuration there.
        try (Stream<Path> entries = Files.list(Path.of("/etc"))) {
            entries.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("java-"))
                    .forEach(name -> add(seen, name));
        }
        OURS.keySet().forEach(name -> seen.put(name, ours.resolve(name)));
        return seen;
    }

    private static void add(SortedMap<String, Path> seen, String name) {
        Path path = Path.of("/etc", name);
        if (Files.exists(path)) {
            seen.put(name, path);
        }
    }
}
