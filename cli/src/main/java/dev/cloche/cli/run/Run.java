package dev.cloche.cli.run;

import dev.cloche.api.execution.ExecutionResult;
import dev.cloche.api.execution.Language;
import dev.cloche.api.execution.NewExecution;
import dev.cloche.api.session.NewSession;
import dev.cloche.api.session.SessionMode;
import dev.cloche.api.template.TemplateId;
import dev.cloche.cli.kernel.Answer;
import dev.cloche.cli.kernel.Console;
import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import dev.cloche.cli.platform.DataDirectory;
import dev.cloche.cli.platform.Platform;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `cloche run`.
@Command(
        name = "run",
        description = {
            "Run a file in a sandbox of its own, and print what it prints.",
            "What a handler returns follows as one line of JSON. Standard input is passed on when it"
                    + " is not a terminal (at most 1 MB, read to its end first)."
        },
        footer = {
            "",
            "Examples:",
            "  ./cloche run hello.py",
            "  ./cloche run handler.js --event '{\"name\": \"Ada\"}'",
            "  echo 'print(6*7)' | ./cloche run - --language python",
            "",
            "Exit codes: that of the code; 124 stopped at its time limit; 128+n died of signal n;"
                    + " 70 the platform refused, failed, or cannot be reached; 2 typed wrongly."
        })
public final class Run implements Callable<Answer> {
    private static final Duration TOKEN = Duration.ofHours(2);
    private static final int IDLE_SECONDS = 60;
    private static final int MAX_TIMEOUT = 3600;

    private final Map<String, String> environment;
    private final Clock clock;
    private final Console console;

    @Parameters(paramLabel = "FILE", description = "The code; - is standard input.")
    private String file = "-";

    @Option(
            names = "--language",
            paramLabel = "NAME",
            converter = LanguageName.class,
            description = "python, javascript or shell (default: by the ending: py js mjs cjs sh).")
    private @Nullable Language language;

    @Option(
            names = "--event",
            paramLabel = "JSON|@FILE",
            description = "What the handler is called with, a JSON object.")
    private @Nullable String event;

    @Option(
            names = "--template",
            paramLabel = "ID",
            description =
                    "What the sandbox is made from (default: python-basic, nodejs-basic or"
                            + " multi-language).")
    private @Nullable String template;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long it may run, 1 to 3600 (default: ${DEFAULT-VALUE}).")
    private int timeout = NewExecution.DEFAULT_TIMEOUT;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory of the running platform (default: as for up).")
    private @Nullable Path data;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "A platform elsewhere; needs a token.")
    private @Nullable URI url;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "The token for --url (default: $CLOCHE_TOKEN, which others cannot see).")
    private @Nullable String token;

    public Run(Map<String, String> environment, Clock clock, Console console) {
        this.environment = environment;
        this.clock = clock;
        this.console = console;
    }

    @Override
    public Answer call() {
        NewExecution execution = execution();
        NewSession session =
                new NewSession(
                        templateFor(execution.language()),
                        SessionMode.EPHEMERAL,
                        IDLE_SECONDS,
                        null,
                        null,
                        Map.of("made-by", "cloche-run"));
        try (Platform platform = platform();
                Lease lease = new Lease(platform, session)) {
            return outcome(platform, lease, execution);
        }
    }

    private Answer outcome(Platform platform, Lease lease, NewExecution execution) {
        try {
            ExecutionResult result =
                    platform.execute(lease.session().sessionId(), execution, timeout);
            return lease.isInterrupted() ? Answer.silent(Exit.INTERRUPTED) : Ending.of(result);
        } catch (Refusal e) {
            if (lease.isInterrupted()) {
                return Answer.silent(Exit.INTERRUPTED);
            }
            throw e;
        }
    }

    private NewExecution execution() {
        if (timeout < 1 || timeout > MAX_TIMEOUT) {
            throw new Refusal(Exit.USAGE, "--timeout must be 1 to " + MAX_TIMEOUT + " seconds");
        }
        SourceFile source = new SourceFile(file);
        Language spoken = language == null ? byEnding(source) : language;
        String code = source.read(console.input());
        String stdin =
                source.isStandardInput()
                        ? null
                        : StandardInput.piped(console.inputName(), console.input()).orElse(null);
        return new NewExecution(
                code,
                spoken,
                timeout,
                event == null ? null : new EventOption(event).read(),
                null,
                stdin);
    }

    private static Language byEnding(SourceFile source) {
        return source.language()
                .orElseThrow(() ->
                        new Refusal(
                                Exit.USAGE,
                                "the name "
                                        + source.name()
                                        + " does not tell the language; add --language"
                                        + " python, javascript or shell"));
    }

    private TemplateId templateFor(Language spoken) {
        String id =
                template == null
                        ? switch (spoken) {
                            case PYTHON -> "python-basic";
                            case JAVASCRIPT -> "nodejs-basic";
                            case SHELL -> "multi-language";
                        }
                        : template;
        try {
            return new TemplateId(id);
        } catch (IllegalArgumentException e) {
            throw new Refusal(Exit.USAGE, "'" + id + "' is " + e.getMessage(), e);
        }
    }

    private Platform platform() {
        if (url == null) {
            if (token != null) {
                throw new Refusal(Exit.USAGE, "--token is for --url; without it none is needed");
            }
            return Platform.local(DataDirectory.chosen(data, environment), clock, TOKEN);
        }
        String given = token == null ? environment.getOrDefault("CLOCHE_TOKEN", "") : token;
        if (given.isBlank() || !given.chars().allMatch(it -> it > ' ' && it < 127)) {
            throw new Refusal(Exit.USAGE, "--url needs a token: --token TOKEN or CLOCHE_TOKEN");
        }
        String scheme = String.valueOf(url.getScheme());
        if (url.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
            throw new Refusal(Exit.USAGE, "--url must look like http://host:port or https://host");
        }
        return new Platform(url, given);
    }
}
