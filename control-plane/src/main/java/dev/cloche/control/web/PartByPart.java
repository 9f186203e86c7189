package dev.cloche.control.web;

import io.smallrye.mutiny.Multi;

/// An answer that is told bit by bit. Each part is asked for when the one before has left, so a
/// reader that is slow or gone costs one part and no more.
sealed interface PartByPart permits EventStream, TextStream {

    /// What is sent at once, so that the reader has the head of the answer; it may be empty.
    byte[] opening();

    /// What follows.
    Multi<byte[]> following();
}
