package dev.cloche.control.session;

import dev.cloche.api.session.SessionMode;
import dev.cloche.api.session.SessionStatus;
import dev.cloche.api.template.TemplateId;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

    @Nullable String statusWord() {
        return status.map(SessionStatus::wire).orElse(null);
    }

    @Nullable String templateWord() {
        return template.map(TemplateId::value).orElse(null);
    }

    @Nullable String modeWord() {
        return mode.map(SessionMode::wire).orElse(null);
    }

    @Nullable String agentWord() {
        return agent.orElse(null);
    }

    @Nullable JsonObject metadataJson() {
        return metadata.isEmpty() ? null : new JsonObject(Map.copyOf(metadata));
    }
}
