package dev.cloche.control.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/// The body of an answer that is passed on as it comes and as fast as it is read, its length told
/// in the head.
///
/// @param length how many bytes come
/// @param bytes paused: nothing comes before it is asked for
/// @param abandon ends it before its end
public record Content(long length, ReadStream<Buffer> bytes, Runnable abandon) {}
