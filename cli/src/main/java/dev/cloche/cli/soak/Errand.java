package dev.cloche.cli.soak;

import dev.cloche.api.execution.ExecutionResult;
import dev.cloche.api.execution.Language;
import dev.cloche.api.execution.NewExecution;
import dev.cloche.api.execution.Verdict;
import java.util.Locale;
import java.util.Optional;

/// Something that callers do, and how it must end.
enum Errand {
    PRINT(Language.PYTHON, "print(1+1)", Verdict.OK, "2\n"),
    HANDLE(
            Language.PYTHON,
            "def handler(event):\n    print('called')\n    return event",
            Verdict.OK,
            "called\n"),
    RAISE(Language.PYTHON, "print('so far')\nraise ValueError('no')", Verdict.ERROR, "so far\n"),
    WRITE(
            Language.PYTHON,
            """
            import os, uuid
            name = uuid.uuid4().hex
            with open(name, 'w') as file:
                file.write('x' * 100_000)
            print(os.path.getsize(name))
            os.remove(name)
            """,
            Verdict.OK,
            "100000\n"),
    KEEP(
            Language.PYTHON,
            "open('kept', 'a').write('x')\nprint(open('kept').read()[:1])",
            Verdict.OK,
            "x\n"),
    SPEAK(Language.PYTHON, "print('x' * 99_999)", Verdict.OK, "x".repeat(99_999) + "\n"),
    LEAVE_A_CHILD(
            Language.PYTHON,
            """
            import subprocess
            subprocess.Popen(['sleep', '60'], start_new_session=True)
            print('gone')
            """,
            Verdict.OK,
            "gone\n"),
    LOG(Language.JAVASCRIPT, "console.log(1+1)", Verdict.OK, "2\n"),
    THROW(
            Language.JAVASCRIPT,
            "console.log('so far'); throw new Error('no')",
            Verdict.ERROR,
            "so far\n"),
    ECHO(Language.SHELL, "echo 2", Verdict.OK, "2\n"),
    EXIT(Language.SHELL, "echo 'so far'; exit 3", Verdict.ERROR, "so far\n"),
    PIPE(Language.SHELL, "seq 1000 | sort -n | tail -n 1", Verdict.OK, "1000\n"),
    /// Longer than it may.
    OVERSTAY(
            Language.PYTHON,
            "import time\nprint('so far', flush=True)\ntime.sleep(60)",
            Verdict.TIMEOUT,
            "so far\n"),
    /// What it prints is read while it runs.
    FOLLOW(Language.SHELL, "echo 2; sleep 0.1; echo 3", Verdict.OK, "2\n3\n", Manner.FOLLOWED),
    /// A file is brought before it, and one fetched after it.
    SHOUT(
            Language.SHELL,
            "tr a-z A-Z < %s | tee %s".formatted(Parcel.SENT, Parcel.MADE),
            Verdict.OK,
            Parcel.TEXT.toUpperCase(Locale.ROOT),
            Manner.WITH_FILES),
    /// It is cancelled while it runs.
    CANCEL(Language.PYTHON, "import time\ntime.sleep(60)", Verdict.CANCELLED, "", Manner.CANCELLED),
    /// Its session is ended while it runs.
    ABANDON(
            Language.PYTHON,
            "import time\ntime.sleep(60)",
            Verdict.CANCELLED,
            "",
            Manner.ABANDONED);

    private static final int SECONDS = 30;
    private static final int SHORTEST = 1;

    private final Language language;
    private final String code;
    private final Verdict verdict;
    private final String printed;
    private final Manner manner;

    Errand(Language language, String code, Verdict verdict, String printed) {
        this(language, code, verdict, printed, Manner.WAITED_FOR);
    }

    Errand(Language language, String code, Verdict verdict, String printed, Manner manner) {
        this.language = language;
        this.code = code;
        this.verdict = verdict;
        this.printed = printed;
        this.manner = manner;
    }

    /// What its caller does beside having it run.
    enum Manner {
        WAITED_FOR,
        FOLLOWED,
        WITH_FILES,
        CANCELLED,
        ABANDONED
    }

    Manner manner() {
        return manner;
    }

    NewExecution execution() {
        int timeout = this == OVERSTAY ? SHORTEST : SECONDS;
        return new NewExecution(code, language, timeout, null, null, null);
    }

    /// What is wrong with how it ended, if anything. Pure.
    Optional<String> fault(ExecutionResult result) {
        boolean right = result.verdict() == verdict && result.stdout().equals(printed);
        return right
                ? Optional.empty()
                : Optional.of(
                        "%s gave the verdict %s and printed '%s', instead of %s and '%s': %s %s"
                                .formatted(
                                        name(),
                                        result.verdict().wire(),
                                        brief(result.stdout()),
                                        verdict.wire(),
                                        brief(printed),
                                        brief(result.stderr()),
                                        result.error()));
    }

    private static String brief(String text) {
        String line = text.strip().replace('\n', '/');
        return line.length() > 100 ? line.substring(0, 100) + "…" : line;
    }
}
