package dev.cloche.cli.bench.way;

import dev.cloche.api.execution.Language;
import dev.cloche.api.template.TemplateId;
import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What is run; each prints 2.
public enum Workload {
    /// The smallest program.
    PYTHON("Python", Language.PYTHON, "print(1+1)", "python-basic", 1),
    /// One that needs what takes longest to load.
    PANDAS(
            "Python with pandas",
            Language.PYTHON,
            "import numpy, pandas; print(1+1)",
            "python-datascience",
            4),
    /// The smallest program.
    JAVASCRIPT("JavaScript", Language.JAVASCRIPT, "console.log(1+1)", "nodejs-basic", 2),
    /// The smallest program.
    SHELL("shell", Language.SHELL, "echo 2", "python-basic", 1);

    private static final String PRINTED = "2\n";

    private final String title;
    private final Language language;
    private final String code;
    private final String template;
    private final int heaviness;

    Workload(String title, Language language, String code, String template, int heaviness) {
        this.title = title;
        this.language = language;
        this.code = code;
        this.template = template;
        this.heaviness = heaviness;
    }

    /// For people.
    public String title() {
        return title;
    }

    public Language language() {
        return language;
    }

    public String code() {
        return code;
    }

    /// What that template has imported in advance.
    public List<String> preload() {
        return this == PANDAS ? List.of("numpy", "pandas") : List.of();
    }

    /// The template whose sessions run it.
    public TemplateId template() {
        return new TemplateId(template);
    }

    /// As it is typed.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// How often it is measured when the smallest program is measured that often.
    public int runs(int wanted) {
        return Math.max(1, wanted / heaviness);
    }

    /// The command that runs it without any of us.
    List<String> command() {
        return switch (language) {
            case PYTHON -> List.of("/usr/bin/python3", "-c", code);
            case JAVASCRIPT -> List.of("/usr/bin/node", "-e", code);
            case SHELL -> List.of("/bin/bash", "-c", code);
        };
    }

    /// Why it cannot be run on this machine, if so.
    public Optional<String> missing() {
        String need =
                switch (this) {
                    case PANDAS -> "python3-numpy and python3-pandas";
                    case JAVASCRIPT -> "nodejs";
                    case PYTHON -> "python3";
                    case SHELL -> "bash";
                };
        return Command.succeeds(command())
                ? Optional.empty()
                : Optional.of(
                        String.join(" ", command())
                                + " does not work on this machine; install "
                                + need);
    }

    /// A wrong answer ends the measurement.
    ///
    /// @param detail what was said beside the output
    public void check(Subject subject, String out, String detail) {
        if (!out.equals(PRINTED)) {
            throw new Refusal(
                    Exit.FAILED,
                    "%s answered %s with '%s' instead of 2: %s"
                            .formatted(subject.title(), code, out.strip(), detail.strip()));
        }
    }
}
