package dev.cloche.cli.chaos;

/// A fault that happened, in milliseconds of the ledger.
///
/// @param end when it was over and what it broke had been started again, as far as somebody has to
record Happening(Fault fault, long start, long end) {

    /// Whether it may have lost something that was open in that time; the platform notices some
    /// losses only after a while.
    boolean mayHaveLost(long from, long to, long noticed) {
        return fault.loses(end - start) && start <= to && end + noticed >= from;
    }

    boolean overlaps(long from, long to) {
        return start <= to && end >= from;
    }
}
