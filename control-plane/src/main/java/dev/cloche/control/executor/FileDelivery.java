package dev.cloche.control.executor;

import dev.cloche.api.executor.FileHead;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/// A file, or a part of it, on its way from an executor.
///
/// @param content nothing comes before it is asked for
/// @param abandon ends it before its end
public record FileDelivery(FileHead head, ReadStream<Buffer> content, Runnable abandon) {}
