package dev.cloche.control.runtime;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The programs of this machine.
public final class Programs {

    /// Where programs are looked for after `PATH`, and the `PATH` that they are given themselves.
    public static final String PATH =
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final List<Path> directories;

    Programs(List<Path> directories) {
        this.directories = List.copyOf(directories);
    }

    /// The programs on `PATH`, and those in the usual places.
    public static Programs ofThisHost() {
        String own = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return new Programs(
                Stream.of(own, PATH)
                        .flatMap(list -> Arrays.stream(list.split(File.pathSeparator, -1)))
                        .filter(directory -> directory.startsWith("/"))
                        .map(Path::of)
                        .distinct()
                        .toList());
    }

    /// The absolute path of a program.
    public Optional<Path> find(String name) {
        return directories.stream()
                .map(directory -> directory.resolve(name))
                .filter(Files::isRegularFile)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// The absolute path of a program without which nothing goes on.
    ///
    /// @param debianPackage that holds it
    public String require(String name, String debianPackage) {
        return find(name)
                .orElseThrow(() ->
                        new HostProblem(
                                "The program '%s' is missing. Remedy: apt-get install %s"
                                        .formatted(name, debianPackage)))
                .toString();
    }
}
