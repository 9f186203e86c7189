package dev.cloche.cli.soak;

/// The files that go to and fro.
final class Parcel {
    static final String SENT = "sent.txt";
    static final String MADE = "made.txt";
    static final String TEXT = "as said\n".repeat(1_000);

    private Parcel() {}
}
