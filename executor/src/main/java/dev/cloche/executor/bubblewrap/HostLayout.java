package dev.cloche.executor.bubblewrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the machine looks like, as far as the walls depend on it.
///
/// @param links top-level names that are links into `/usr`, with their targets
/// @param directories top-level names that are directories of their own
/// @param maskedFiles files of `/proc` that tell everybody of the machine
/// @param maskedDirectories directories of `/proc` that do
public record HostLayout(
        Map<String, String> links,
        List<String> directories,
        List<String> maskedFiles,
        List<String> maskedDirectories) {

    // Where the outer wall shows what was installed for the template of this container.
    private static final String INSTALLED = "/environment";
    private static final List<String> SYSTEM = List.of("bin", "sbin", "lib", "lib64", "lib32");
    private static final List<String> TELLTALE_FILES =
            List.of(
                    "cmdline",
                    "config.gz",
                    "kallsyms",
                    "kcore",
                    "key-users",
                    "keys",
                    "kmsg",
                    "latency_stats",
                    "sched_debug",
                    "sysrq-trigger",
                    "timer_list");
    private static final Set<PosixFilePermission> FOR_OTHERS =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);
    private static final List<String> TELLTALE_DIRECTORIES = List.of("acpi", "scsi");

    public HostLayout {
        links = Map.copyOf(links);
        directories = List.copyOf(directories);
        maskedFiles = List.copyOf(maskedFiles);
        maskedDirectories = List.copyOf(maskedDirectories);
    }

    /// Looks at the machine below the given root, which is `/` but in tests.
    public static HostLayout of(Path root) {
        Map<String, String> links = new LinkedHashMap<>();
        List<String> directories = new ArrayList<>();
        for (String name : SYSTEM) {
            Path path = root.resolve(name);
            if (Files.isSymbolicLink(path)) {
                links.put("/" + name, target(path));
            } else if (Files.isDirectory(path)) {
                directories.add("/" + name);
            }
        }
        if (Files.isDirectory(root.resolve(INSTALLED.substring(1)))) {
            directories.add(INSTALLED);
        }
        return new HostLayout(
                links,
                directories,
                existing(root, TELLTALE_FILES),
                existing(root, TELLTALE_DIRECTORIES));
    }

    /// Whether something was installed for the template of this container.
    public boolean hasInstalled() {
        return directories.contains(INSTALLED);
    }

    /// Where those for JavaScript are, if something was installed.
    Optional<String> installedModules() {
        return hasInstalled() ? Optional.of(INSTALLED + "/javascript") : Optional.empty();
    }

    private static List<String> existing(Path root, List<String> names) {
        return names.stream()
                .filter(name -> concernsOthers(root.resolve("proc").resolve(name)))
                .map(name -> "/proc/" + name)
                .toList();
    }

    // A run is never the machine's root: what only root can open needs no mask, and masks cost
    // time.
    private static boolean concernsOthers(Path path) {
        try {
            return Files.getPosixFilePermissions(path).stream().anyMatch(FOR_OTHERS::contains);
        } catch (NoSuchFileException absent) {
            return false;
        } catch (IOException problem) {
            throw new UncheckedIOException("cannot look at " + path, problem);
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException problem) {
            throw new UncheckedIOException("cannot read the link " + link, problem);
        }
    }
}
