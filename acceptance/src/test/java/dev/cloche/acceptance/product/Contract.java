package dev.cloche.acceptance.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.LevelResolver;
import com.atlassian.oai.validator.report.ValidationReport;
import com.atlassian.oai.validator.report.ValidationReport.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Holds answers against what `openapi/` promises of them.
public final class Contract {

    private static final Set<String> NOT_DESCRIBED =
            Set.of("validation.request.path.missing", "validation.request.operation.notAllowed");
    private static final Set<Integer> REFUSALS = Set.of(400, 401, 403, 404, 405, 406, 413);

    private static final Pattern FILE = Pattern.compile("(/api/v1/sessions/[^/]+/files/)(.+)");

    // Behind an even number of backslashes, so that it is an escape itself.
    private static final Pattern PAIR =
            Pattern.compile(
                    "(?<!\\\\)((?:\\\\\\\\)*)\\\\u(d[89ab]\\p{XDigit}{2})\\\\u(d[c-f]\\p{XDigit}{2})",
                    Pattern.CASE_INSENSITIVE);

    private static final Pattern INSIDE =
            Pattern.compile("dev\\.cloche\\.|\\b(java|jakarta|com|org|io)\\.[a-z]+\\.[a-zA-Z.]+");

    private final OpenApiInteractionValidator validator;

    private Contract(String document) {
        this.validator =
                OpenApiInteractionValidator.createForInlineApiSpecification(document)
                        .withLevelResolver(
                                LevelResolver.create()
                                        .withDefaultLevel(ValidationReport.Level.ERROR)
                                        .build())
                        .build();
    }

    /// The contract that a description in YAML makes.
    public static Contract of(String document) {
        return new Contract(document);
    }

    /// What the description of an API says, in YAML.
    public static String document(String name) {
        try {
            return Files.readString(Checkout.home().resolve("openapi").resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Fails when an answer breaks the contract that its address falls under. What the framework
    /// serves by itself has none.
    static void check(String method, String path, Answer answer) {
        if (method.equals("OPTIONS")) {
            return;
        }
        if (answer.status() >= 400 && path.startsWith("/api/")) {
            assertThat(answer.body())
                    .as("%s %s tells of classes of ours", method, path)
                    .doesNotContainPattern(INSIDE);
        }
        String described = oneName(path);
        at(path).ifPresent(contract ->
                assertThat(contract.broken(method, described, answer))
                        .as("%s %s was answered with %s", method, path, answer)
                        .isEmpty());
    }

    /// A file's path is one parameter, though it may have slashes: a description cannot say so.
    private static String oneName(String path) {
        Matcher file = FILE.matcher(path);
        return file.matches() ? file.group(1) + file.group(2).replace("/", "%2F") : path;
    }

    private static Optional<Contract> at(String path) {
        if (path.startsWith("/q/")) {
            return Optional.empty();
        }
        if (path.startsWith("/internal/")) {
            return Optional.of(Known.INTERNAL);
        }
        return Optional.of(path.startsWith("/v1/") ? Known.EXECUTOR : Known.PUBLIC);
    }

    /// What an answer breaks, in words.
    public List<String> broken(String method, String path, Answer answer) {
        ValidationReport report =
                validator.validateResponse(path, Request.Method.valueOf(method), response(answer));
        boolean described =
                report.getMessages().stream()
                        .map(Message::getKey)
                        .noneMatch(NOT_DESCRIBED::contains);
        return described
                ? report.getMessages().stream().map(Contract::words).toList()
                : undescribed(answer);
    }

    /// What is not described is refused in the way of everything else.
    private static List<String> undescribed(Answer answer) {
        return REFUSALS.contains(answer.status()) && answer.json().has("error_code")
                ? List.of()
                : List.of("this address and method are not described");
    }

    private static String words(Message message) {
        return message.getKey() + ": " + message.getMessage();
    }

    private static SimpleResponse response(Answer answer) {
        var response = SimpleResponse.Builder.status(answer.status());
        // The bytes of a file are promised, whatever they mean.
        boolean isFile = answer.header("content-disposition").isPresent();
        answer.headers()
                .forEach((name, value) ->
                        response.withHeader(
                                name,
                                isFile && name.equalsIgnoreCase("content-type")
                                        ? "application/octet-stream"
                                        : value));
        if (!answer.body().isEmpty()) {
            response.withBody(plain(answer.body()).getBytes(StandardCharsets.UTF_8));
        }
        return response.build();
    }

    /// The same text without pairs of escapes for one character, which the validator's parser takes
    /// for an error where they stand in a name.
    private static String plain(String text) {
        return PAIR.matcher(text)
                .replaceAll(pair ->
                        Matcher.quoteReplacement(
                                pair.group(1) + unit(pair.group(2)) + unit(pair.group(3))));
    }

    private static char unit(String digits) {
        return (char) Integer.parseInt(digits, 16);
    }

    /// The contracts of the product, read when they are first needed.
    private static final class Known {

        static final Contract PUBLIC = of(document("control-plane-api.yaml"));
        static final Contract INTERNAL = of(document("internal-api.yaml"));
        static final Contract EXECUTOR = of(document("executor-api.yaml"));
    }
}
