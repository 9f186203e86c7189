package dev.cloche.control.web;

import io.smallrye.mutiny.Multi;
import java.nio.charset.StandardCharsets;

/// Text, each part sent when there is one.
public record TextStream(Multi<String> parts) implements PartByPart {

    @Override
    public byte[] opening() {
        return new byte[0];
    }

    @Override
    public Multi<byte[]> following() {
        return parts.map(part -> part.getBytes(StandardCharsets.UTF_8));
    }
}
