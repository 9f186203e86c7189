package dev.cloche.cli.kernel;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The standard streams: the only place that reads and prints, always in UTF-8.
public final class Console {
    private static final Path DESCRIPTOR = Path.of("/proc/self/fd/0");

    private final PrintStream out;
    private final PrintStream err;
    private final InputStream input;
    private final String inputName;

    Console(PrintStream out, PrintStream err, InputStream input, String inputName) {
        this.out = out;
        this.err = err;
        this.input = input;
        this.inputName = inputName;
    }

    /// The streams of this process.
    public static Console standard() {
        return new Console(
                utf8(FileDescriptor.out), utf8(FileDescriptor.err), System.in, nameOfInput());
    }

    private static String nameOfInput() {
        try {
            return Files.readSymbolicLink(DESCRIPTOR).toString();
        } catch (IOException _) {
            return "";
        }
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
    }

    /// What a finished verb leaves behind.
    public void print(Answer answer) {
        out.print(answer.out());
        out.flush();
        err.print(answer.err());
        err.flush();
    }

    /// A line of a verb that goes on.
    public void say(String line) {
        out.print(line + "\n");
        out.flush();
    }

    /// A line beside the result of a verb.
    public void note(String line) {
        err.print(line + "\n");
        err.flush();
    }

    /// Standard input.
    public InputStream input() {
        return input;
    }

    /// What standard input comes from, as Linux names it; empty when it was closed.
    public String inputName() {
        return inputName;
    }

    /// For help that was asked for.
    public PrintWriter outWriter() {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    /// For help with what was typed wrongly.
    public PrintWriter errWriter() {
        return new PrintWriter(err, true, StandardCharsets.UTF_8);
    }
}
