package dev.cloche.cli.run;

import dev.cloche.api.execution.Language;
import dev.cloche.api.execution.NewExecution;
import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// The code to run: a file, or standard input for `-`.
///
/// @param name as it was typed
record SourceFile(String name) {
    private static final int MAX_BYTES = 4 * NewExecution.MAX_CODE;

    boolean isStandardInput() {
        return name.equals("-");
    }

    /// What the ending of the name says.
    Optional<Language> language() {
        String lower = name.toLowerCase(Locale.ROOT);
        int dot = lower.lastIndexOf('.');
        return switch (dot < 0 ? "" : lower.substring(dot)) {
            case ".py" -> Optional.of(Language.PYTHON);
            case ".js", ".mjs", ".cjs" -> Optional.of(Language.JAVASCRIPT);
            case ".sh" -> Optional.of(Language.SHELL);
            default -> Optional.empty();
        };
    }

    String read(InputStream standardInput) {
        String code = isStandardInput() ? text(standardInput) : file();
        if (code.isEmpty()) {
            throw new Refusal(Exit.USAGE, "there is no code in " + shownName());
        }
        if (code.codePointCount(0, code.length()) > NewExecution.MAX_CODE) {
            throw tooLong();
        }
        return code;
    }

    private String file() {
        Path path = Path.of(name);
        if (Files.isDirectory(path)) {
            throw new Refusal(Exit.USAGE, name + " is a directory");
        }
        try (InputStream input = Files.newInputStream(path)) {
            return text(input);
        } catch (NoSuchFileException e) {
            throw new Refusal(Exit.USAGE, "there is no file " + name, e);
        } catch (IOException e) {
            throw new Refusal(Exit.USAGE, "cannot read " + name + ": " + e.getMessage(), e);
        }
    }

    private String text(InputStream input) {
        return Text.read(input, MAX_BYTES, shownName()).orElseThrow(this::tooLong);
    }

    private Refusal tooLong() {
        return new Refusal(
                Exit.USAGE,
                shownName() + " is longer than " + NewExecution.MAX_CODE + " characters");
    }

    private String shownName() {
        return isStandardInput() ? "standard input" : name;
    }
}
