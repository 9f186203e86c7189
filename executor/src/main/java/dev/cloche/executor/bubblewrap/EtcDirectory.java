package dev.cloche.executor.bubblewrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The `/etc` that runs see: names of our own, and copies of what libraries look for.
public final class EtcDirectory {

    private static final Map<String, String> OURS =
            Map.of(
                    "passwd",
                    """
                    root:x:0:0:root:/root:/usr/sbin/nologin
                    sandbox:x:1000:1000:sandbox:/workspace:/bin/bash
                    nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
                    """,
                    "group",
                    """
                    root:x:0:
                    sandbox:x:1000:
                    nogroup:x:65534:
                    """,
                    "hosts",
                    """
                    127.0.0.1 localhost sandbox
                    ::1 localhost
                    """,
                    "nsswitch.conf",
                    """
                    passwd: files
                    group: files
                    hosts: files dns
                    """,
                    "hostname",
                    "sandbox\n");

    private static final List<String> COPIED =
            List.of(
                    "alternatives",
                    "fonts",
                    "ld.so.cache",
                    "ld.so.conf",
                    "ld.so.conf.d",
                    "localtime",
                    "matplotlibrc",
                    "mime.types",
                    "protocols",
                    "services",
                    "ssl/certs",
                    "ssl/openssl.cnf");

    private EtcDirectory() {}

    /// Makes it, copying from the machine's.
    public static void lay(Path at, Path machine) throws IOException {
        Files.createDirectories(at);
        for (Map.Entry<String, String> file : OURS.entrySet()) {
            Files.writeString(at.resolve(file.getKey()), file.getValue());
        }
        for (String name : COPIED) {
            if (Files.isReadable(machine.resolve(name))) {
                copy(machine.resolve(name), at.resolve(name));
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createDirectories(target);
                } else if (Files.isSymbolicLink(path)
                        || (Files.isRegularFile(path) && Files.isReadable(path))) {
                    Files.copy(path, target, LinkOption.NOFOLLOW_LINKS);
                }
            }
        }
    }
}
