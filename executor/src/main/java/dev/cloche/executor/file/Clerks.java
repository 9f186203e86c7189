package dev.cloche.executor.file;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.template.Isolation;
import dev.cloche.executor.bubblewrap.Confinement;
import dev.cloche.executor.bubblewrap.FileRoom;
import dev.cloche.executor.kernel.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Starts a program in a room of its own for each thing that is to be done to files.
public final class Clerks {

    private static final int PATIENCE_SECONDS = 10;

    private final FileRoom room;
    private final List<String> builder;
    private final Supplier<Isolation> isolation;
    private final ObjectMapper json;
    private final Semaphore places;

    /// @param builder the command of bubblewrap
    /// @param isolation how well runs are isolated here
    /// @param most how many work at once
    public Clerks(
            FileRoom room,
            List<String> builder,
            Supplier<Isolation> isolation,
            ObjectMapper json,
            int most) {
        this.room = room;
        this.builder = List.copyOf(builder);
        this.isolation = isolation;
        this.json = json;
        this.places = new Semaphore(most);
    }

    /// Starts one and gives it its order. It reads what follows, and ends by itself when nobody
    /// writes to it or listens to it any more.
    Clerk open(Path workspace, Object order) throws IOException {
        Confinement.Proc proc = proc();
        takePlace();
        boolean started = false;
        try {
            List<String> argv = new ArrayList<>(builder);
            argv.addAll(room.argv(proc, workspace));
            var command = new ProcessBuilder(argv);
            command.environment().clear();
            Process process = command.start();
            started = true;
            var clerk = new Clerk(process, json, places::release);
            order(clerk, order);
            return clerk;
        } finally {
            if (!started) {
                places.release();
            }
        }
    }

    private void order(Clerk clerk, Object order) throws IOException {
        boolean heard = false;
        try {
            clerk.input().write(json.writeValueAsBytes(order));
            clerk.input().write('\n');
            heard = true;
        } finally {
            if (!heard) {
                clerk.close();
            }
        }
    }

    private Confinement.Proc proc() {
        return switch (isolation.get()) {
            case FULL -> Confinement.Proc.OWN;
            case SHARED_PROC -> Confinement.Proc.OF_THE_CONTAINER;
            case NONE ->
                    throw new Refusal(
                            ErrorCode.EXECUTOR_ISOLATION_UNAVAILABLE,
                            "files are not handled where runs are not isolated");
        };
    }

    private void takePlace() {
        try {
            if (places.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        }
        throw new Refusal(
                ErrorCode.EXECUTOR_QUEUE_FULL, "too many files are being handled at once");
    }
}
