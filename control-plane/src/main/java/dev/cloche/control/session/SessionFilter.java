package dev.cloche.control.session;

import dev.cloche.api.session.SessionMode;
import dev.cloche.api.session.SessionStatus;
import dev.cloche.api.template.TemplateId;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Map;
import java.util.Optional;

/// Which sessions a list is to have.
///
/// @param agent whose session it must be
/// @param metadata labels that a session must carry
record SessionFilter(
        Optional<SessionStatus> status,
        Optional<TemplateId> template,
        Optional<SessionMode> mode,
        Optional<String> agent,
        Map<String, String> metadata) {

    SessionFilter {
        metadata = Map.copyOf(metadata);
    }

    /// As the first six values of a statement.
    Tuple values(String tenant) {
        return Tuple.tuple()
                .addValue(tenant)
                .addValue(status.map(SessionStatus::wire).orElse(null))
                .addValue(template.map(TemplateId::value).orElse(null))
                .addValue(metadata.isEmpty() ? null : new JsonObject(Map.copyOf(metadata)))
                .addValue(mode.map(SessionMode::wire).orElse(null))
                .addValue(agent.orElse(null));
    }
}
