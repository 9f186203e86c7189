package dev.cloche.cli.bench;

import dev.cloche.cli.bench.way.Program;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Which versions of everything take part.
final class Versions {
    private Versions() {}

    static List<String> here(Path executor) {
        List<String> versions = new ArrayList<>();
        String own = Versions.class.getPackage().getImplementationVersion();
        versions.add("Cloche " + Objects.requireNonNullElse(own, "not packaged"));
        versions.add(
                executor.toString().endsWith(".jar") ? "executor on the JVM" : "native executor");
        versions.add("Java " + Runtime.version().feature());
        add(versions, "", "/usr/bin/python3", "--version");
        add(versions, "node ", "/usr/bin/node", "--version");
        add(versions, "", "/usr/bin/bwrap", "--version");
        add(
                versions,
                "pandas ",
                "/usr/bin/python3",
                "-c",
                "import pandas; print(pandas.__version__)");
        add(
                versions,
                "ipykernel ",
                "/usr/bin/python3",
                "-c",
                "import ipykernel; print(ipykernel.__version__)");
        return versions;
    }

    private static void add(List<String> versions, String name, String... command) {
        Program.says(List.of(command)).ifPresent(it -> versions.add(name + it));
    }
}
