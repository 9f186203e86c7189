package dev.cloche.control.runtime.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/// Where containers' groups were ever made: a later control plane may itself be in another group,
/// and look for them in vain below that.
final class CgroupRecord {

    private final Path file;
    private final ReentrantLock writing = new ReentrantLock();

    CgroupRecord(Path file) {
        this.file = file;
    }

    SortedSet<Path> bases() {
        try {
            SortedSet<Path> bases = new TreeSet<>();
            Files.readAllLines(file).forEach(line -> bases.add(Path.of(line)));
            return bases;
        } catch (NoSuchFileException e) {
            return new TreeSet<>();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    void keep(Collection<Path> more) {
        change(bases -> bases.addAll(more));
    }

    void forget(Path base) {
        change(bases -> bases.remove(base));
    }

    private interface Change {
        boolean to(SortedSet<Path> bases);
    }

    private void change(Change change) {
        writing.lock();
        try {
            SortedSet<Path> bases = bases();
            if (change.to(bases)) {
                List<String> lines = bases.stream().map(Path::toString).toList();
                Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
                Files.write(unfinished, lines);
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        } finally {
            writing.unlock();
        }
    }
}
