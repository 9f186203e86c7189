package dev.cloche.cli.chaos;

import dev.cloche.api.execution.Language;
import dev.cloche.api.execution.Verdict;

/// Something that a caller does, and how it must end when nothing is lost.
enum Errand {
    PRINT(Manner.SYNC, Language.PYTHON, Verdict.OK, "print(%1$d * 3)", "%2$d\n"),
    WAIT(
            Manner.WAIT,
            Language.PYTHON,
            Verdict.OK,
            "import time\nprint(%1$d, flush=True)\ntime.sleep(1.5)\nprint(%1$d * 3)",
            "%1$d\n%2$d\n"),
    LONG(
            Manner.WAIT,
            Language.PYTHON,
            Verdict.OK,
            "import time\nprint(%1$d, flush=True)\ntime.sleep(8)\nprint(%1$d * 3)",
            "%1$d\n%2$d\n"),
    LOG(Manner.SYNC, Language.JAVASCRIPT, Verdict.OK, "console.log(%1$d * 3)", "%2$d\n"),
    ECHO(Manner.WAIT, Language.SHELL, Verdict.OK, "echo $((%1$d * 3))", "%2$d\n"),
    RAISE(
            Manner.SYNC,
            Language.PYTHON,
            Verdict.ERROR,
            "print(%1$d)\nraise ValueError('no')",
            "%1$d\n"),
    OVERSTAY(
            Manner.WAIT,
            Language.PYTHON,
            Verdict.TIMEOUT,
            "import time\nprint(%1$d, flush=True)\ntime.sleep(60)",
            "%1$d\n"),
    FOLLOW(
            Manner.EVENTS,
            Language.PYTHON,
            Verdict.OK,
            "import time\nfor i in range(4):\n    print(%1$d + i, flush=True)\n    time.sleep(0.4)",
            "%1$d\n%3$d\n%4$d\n%5$d\n"),
    ANSWER(
            Manner.INPUT,
            Language.PYTHON,
            Verdict.OK,
            "import sys\nfor line in sys.stdin:\n    print('got', line.strip())",
            "got %1$d\n"),
    CANCEL(
            Manner.CANCEL,
            Language.PYTHON,
            Verdict.CANCELLED,
            "import time\ntime.sleep(25)\nprint(%1$d)",
            ""),
    ABANDON(
            Manner.ABANDON,
            Language.PYTHON,
            Verdict.CANCELLED,
            "import time\ntime.sleep(25)\nprint(%1$d)",
            ""),
    /// The same request twice, by its key.
    AGAIN(Manner.AGAIN, Language.PYTHON, Verdict.OK, "print(%1$d * 3)", "%2$d\n"),
    /// In a session that is over with it.
    SINGLE(Manner.SINGLE, Language.PYTHON, Verdict.OK, "print(%1$d * 3)", "%2$d\n"),
    /// A file up, down, read by code, and deleted.
    CARRY(Manner.FILES, Language.SHELL, Verdict.OK, "cat file-%1$d", "content of file %1$d\n");

    private static final int SECONDS = 28;
    private static final int SHORTEST = 1;

    private final Manner manner;
    private final Language language;
    private final Verdict verdict;
    private final String code;
    private final String printed;

    Errand(Manner manner, Language language, Verdict verdict, String code, String printed) {
        this.manner = manner;
        this.language = language;
        this.verdict = verdict;
        this.code = code;
        this.printed = printed;
    }

    /// How it is asked for.
    enum Manner {
        SYNC,
        WAIT,
        EVENTS,
        INPUT,
        CANCEL,
        ABANDON,
        AGAIN,
        SINGLE,
        FILES
    }

    Manner manner() {
        return manner;
    }

    Language language() {
        return language;
    }

    /// Seconds that it may take.
    int seconds() {
        return this == OVERSTAY ? SHORTEST : SECONDS;
    }

    /// How it ends.
    Verdict verdict() {
        return verdict;
    }

    /// What is run. It leaves a mark in the workspace each time that it begins, where the language
    /// has a short way to say so, and names its key in its last line.
    String code(int number, String key) {
        String body = filled(code, number);
        return switch (language) {
            case PYTHON -> "open('mark-" + key + "', 'a').write('x')\n" + body + "\n# " + key;
            case SHELL -> "printf x >> mark-" + key + "\n" + body + "\n# " + key;
            case JAVASCRIPT ->
                    "require('fs').appendFileSync('mark-"
                            + key
                            + "', 'x');\n"
                            + body
                            + "\n// "
                            + key;
        };
    }

    /// What it prints.
    String printed(int number) {
        return filled(printed, number);
    }

    private static String filled(String text, int number) {
        return text.formatted(number, number * 3L, number + 1, number + 2, number + 3);
    }
}
