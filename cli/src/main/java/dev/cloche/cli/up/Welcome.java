package dev.cloche.cli.up;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What is printed when the platform is ready. Pure.
///
/// @param command how this program was called
/// @param data the data directory when it was typed, because the other verbs then need it too
record Welcome(String command, Optional<Path> data) {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+=-]+");

    String of(Start.Ready ready) {
        String token =
                shell(command) + " token" + data.map(it -> " --data " + shell(it)).orElse("");
        String url = ready.url().toString();
        return """
        Cloche is ready at %1$s (%2$s s)
          token  %3$s
          try it:
        T=$(%3$s); S=$(curl -sS '%1$s/api/v1/sessions?wait=30' -H "Authorization: Bearer $T" %4$s -d '{"template_id":"python-basic"}' | sed 's/.*"session_id":"\\([^"]*\\)".*/\\1/'); curl -sS "%1$s/api/v1/sessions/$S/execute-sync" -H "Authorization: Bearer $T" %4$s -d '{"language":"python","code":"print(6*7)"}'; echo
          Ctrl-C ends it.\
        """
                .formatted(url, seconds(ready), token, "-H 'Content-Type: application/json'");
    }

    private static String seconds(Start.Ready ready) {
        return String.format(Locale.ROOT, "%.2f", ready.took().toMillis() / 1000.0);
    }

    /// Quoted when the shell would read more into it.
    static String shell(Object word) {
        String text = word.toString();
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
