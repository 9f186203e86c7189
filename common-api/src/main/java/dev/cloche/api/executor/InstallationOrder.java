package dev.cloche.api.executor;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Map;

/// Asks an executor to install packages for a session, in place of those that it had: the body of
/// `PUT /v1/sessions/{session}/dependencies`, which is answered when they are there, and now and
/// then before.
///
/// @param attempt 1 for the first; the same one is never begun twice
/// @param python requirements as pip is told them
/// @param javascript packages as npm is told them
/// @param timeoutMs after which it is given up
/// @param variables of the installers, such as `PIP_INDEX_URL`
/// @param places that the installers may reach: `host:port` in lower case
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record InstallationOrder(
        int attempt,
        List<String> python,
        List<String> javascript,
        long timeoutMs,
        Map<String, String> variables,
        List<String> places) {

    public InstallationOrder {
        python = List.copyOf(python);
        javascript = List.copyOf(javascript);
        variables = Map.copyOf(variables);
        places = List.copyOf(places);
    }

    /// Without the variables.
    @Override
    public String toString() {
        return "InstallationOrder[attempt " + attempt + ", " + python + ", " + javascript + "]";
    }
}
