package dev.cloche.cli.bench;

import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// What a user would do without a sandbox: start python, read what it prints, wait for its end.
final class Interpreter {
    static final String CODE = "print(1+1)";
    static final String PRINTED = "2\n";

    private static final String PROGRAM = "/usr/bin/python3";

    private Interpreter() {}

    static void run() {
        try {
            Process process = new ProcessBuilder(PROGRAM, "-c", CODE).start();
            process.getOutputStream().close();
            String out =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            process.getErrorStream().close();
            if (code != 0 || !out.equals(PRINTED)) {
                throw new Refusal(Exit.FAILED, PROGRAM + " left with " + code);
            }
        } catch (IOException e) {
            throw new Refusal(Exit.FAILED, "cannot run " + PROGRAM + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(Exit.INTERRUPTED, "interrupted", e);
        }
    }
}
