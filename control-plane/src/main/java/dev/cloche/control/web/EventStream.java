package dev.cloche.control.web;

import io.smallrye.mutiny.Multi;

/// Events, each sent when it happens (`text/event-stream`).
public record EventStream(Multi<ServerEvent> events) implements PartByPart {

    @Override
    public byte[] opening() {
        return ServerEvent.KEEP_ALIVE.bytes();
    }

    @Override
    public Multi<byte[]> following() {
        return events.map(ServerEvent::bytes);
    }
}
