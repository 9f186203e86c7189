package dev.cloche.control.runtime.local;

import dev.cloche.api.container.ContainerId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.IntStream;

/// The claims to the containers of one directory. Each is a byte of one file, since control planes
/// of the same machine may share the directory; the kernel lets go of it when its holder dies.
final class Claims implements AutoCloseable {

    private static final int STRIPES = 64;

    private final FileChannel file;
    private final List<Claim> stripes;
    private final Claim launching;

    Claims(Path path) throws IOException {
        this.file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        this.stripes = IntStream.range(0, STRIPES).mapToObj(at -> new Claim(file, at)).toList();
        this.launching = new Claim(file, STRIPES);
    }

    /// To whoever changes this container.
    Claim of(ContainerId id) {
        return stripes.get(Math.floorMod(id.value().hashCode(), STRIPES));
    }

    /// To whoever adds a container.
    Claim launching() {
        return launching;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
