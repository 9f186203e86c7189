package dev.cloche.cli.chaos;

/// The bridges between the parts.
///
/// @param callers from callers to control planes
/// @param reports from executors to control planes
/// @param database from control planes to the database
record Crossings(Crossing callers, Crossing reports, Crossing database) implements AutoCloseable {

    /// Mends all of them.
    void mend() {
        callers.mend();
        reports.mend();
        database.mend();
    }

    @Override
    public void close() {
        callers.close();
        reports.close();
        database.close();
    }
}
