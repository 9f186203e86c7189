package dev.cloche.executor;

import dev.cloche.api.executor.ExecutorBoot;
import dev.cloche.executor.boot.BootLine;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicReference;

/// Starts the executor, after it has been told what it is for.
@QuarkusMain
public final class Main {

    private static final int USAGE = 2;
    private static final AtomicReference<ExecutorBoot> TOLD = new AtomicReference<>();

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        switch (BootLine.read(System.in)) {
            case BootLine.Outcome.Wrong(var why) -> {
                complain(System.err, why);
                System.exit(USAGE);
            }
            case BootLine.Outcome.Told(var boot) -> {
                TOLD.set(boot);
                Quarkus.run(arguments);
            }
        }
    }

    static ExecutorBoot told() {
        ExecutorBoot boot = TOLD.get();
        if (boot == null) {
            throw new IllegalStateException("the executor has not been told what it is for");
        }
        return boot;
    }

    private static void complain(PrintStream to, String why) {
        to.println("executor: the boot line on standard input cannot be used: " + why);
    }
}
