package dev.cloche.executor.report;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/// A result on its way to the control plane, and whether a file of it is kept meanwhile.
///
/// Nearly all are taken a few milliseconds after they were sent, and a file would be written for
/// nothing. What one is for is a result that the control plane does not take: because it is away,
/// or too slow. A process of ours that dies in those milliseconds loses what one that dies a moment
/// earlier loses too, when the run has ended and nobody knows it yet: the control plane finds its
/// container gone and ends the execution as crashed.
final class Parcel {

    private static final Logger LOG = Logger.getLogger(Parcel.class);

    private final Spool.Entry entry;
    private final Spool spool;
    private final Optional<String> asker;
    private final long since = System.nanoTime();
    private boolean kept;
    private boolean settled;

    /// @param kept whether its file is there already
    /// @param asker the control plane that is to get it first
    Parcel(Spool.Entry entry, Spool spool, boolean kept, Optional<String> asker) {
        this.entry = entry;
        this.spool = spool;
        this.kept = kept;
        this.asker = asker;
    }

    Optional<String> asker() {
        return asker;
    }

    Spool.Entry entry() {
        return entry;
    }

    String name() {
        return entry.name();
    }

    boolean isOlderThan(Duration age) {
        return System.nanoTime() - since >= age.toNanos();
    }

    /// Whether nobody has tried to keep it, and it is still on its way.
    synchronized boolean isLoose() {
        return !kept && !settled;
    }

    /// From now on it outlives this process, unless it has arrived.
    synchronized void keep() {
        if (!isLoose()) {
            return;
        }
        kept = true; // once: what a full disk does not take now it does not take in a moment either
        try {
            spool.keep(entry);
        } catch (IOException problem) {
            // It is sent all the same: only a crash of this process would lose it now.
            LOG.errorf(problem, "report cannot be spooled execution=%s", entry.execution());
        }
    }

    /// It has arrived, or never will.
    synchronized void settle() {
        settled = true;
        if (!kept) {
            return;
        }
        try {
            spool.drop(entry);
        } catch (IOException problem) {
            LOG.errorf(problem, "report cannot be removed execution=%s", entry.name());
        }
    }
}
