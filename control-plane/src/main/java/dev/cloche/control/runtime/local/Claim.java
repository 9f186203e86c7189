package dev.cloche.control.runtime.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A lock against other threads of this process and against other processes.
final class Claim {

    // The kernel would rather refuse than let processes wait for each other crosswise, and cannot
    // tell their threads apart; so nobody waits in the kernel.
    private static final Duration LOOK_EVERY = Duration.ofMillis(5);

    private final FileChannel file;
    private final long at;
    private final ReentrantLock inside = new ReentrantLock();
    private @Nullable FileLock outside;

    Claim(FileChannel file, long at) {
        this.file = file;
        this.at = at;
    }

    void lock() {
        inside.lock();
        boolean held = false;
        try {
            while (!outside()) {
                LockSupport.parkNanos(LOOK_EVERY.toNanos());
            }
            held = true;
        } finally {
            if (!held) {
                inside.unlock();
            }
        }
    }

    boolean tryLock() {
        if (!inside.tryLock()) {
            return false;
        }
        boolean held = false;
        try {
            held = outside();
            return held;
        } finally {
            if (!held) {
                inside.unlock();
            }
        }
    }

    void unlock() {
        try {
            if (inside.getHoldCount() == 1 && outside != null) {
                outside.release();
                outside = null;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot let go of a container", e);
        } finally {
            inside.unlock();
        }
    }

    private boolean outside() {
        if (outside != null) {
            return true;
        }
        try {
            outside = file.tryLock(at, 1, false);
            return outside != null;
        } catch (OverlappingFileLockException e) {
            return false; // another one in this very process has it
        } catch (IOException e) {
            throw new UncheckedIOException("cannot claim a container", e);
        }
    }
}
