package dev.cloche.control.web;

import dev.cloche.api.error.ErrorCode;
import java.util.Arrays;
import java.util.Optional;

/// The pages about error codes: under `docs/errors/` in the source, and at [#PATH] of every control
/// plane.
final class ErrorPages {

    /// Where a control plane shows them.
    static final String PATH = "/docs/errors/";

    private ErrorPages() {}

    /// A page in Markdown.
    static String text(ErrorCode code) {
        return "# "
                + code.wire()
                + "\n\n"
                + "HTTP status "
                + code.status()
                + "\n\n"
                + "**What it means.** "
                + code.description()
                + "\n\n"
                + "**What to do.** "
                + code.solution()
                + "\n\n"
                + "The field `error_detail` of the answer says what was wrong with this very request, and `request_id`\n"
                + "names it in the log.\n";
    }

    static Optional<ErrorCode> named(String page) {
        return Arrays.stream(ErrorCode.values())
                .filter(code -> code.page().equals(page))
                .findFirst();
    }
}
