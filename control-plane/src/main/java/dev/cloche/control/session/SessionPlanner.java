package dev.cloche.control.session;

import dev.cloche.api.dependency.Dependency;
import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.session.NewSession;
import dev.cloche.api.session.SessionId;
import dev.cloche.api.session.SessionMode;
import dev.cloche.control.auth.Caller;
import dev.cloche.control.kernel.Ids;
import dev.cloche.control.kernel.Json;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.kernel.Vault;
import dev.cloche.control.template.Template;
import dev.cloche.control.web.EnvRules;
import dev.cloche.control.web.Words;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Checks what a caller asks for and fills in what it left open.
@Singleton
final class SessionPlanner {

    private static final int MAX_LABEL = 256;

    private final Ids ids;
    private final Vault vault;
    private final Json json;

    SessionPlanner(Ids ids, Vault vault, Json json) {
        this.ids = ids;
        this.vault = vault;
        this.json = json;
    }

    /// @throws Refusal when something of it is not allowed, or nothing can be made of the template
    SessionPlan plan(Caller caller, Template template, NewSession asked) {
        requireUsable(template);
        requireAgentAllowed(asked);
        SessionId id = asked.id() == null ? ids.session() : asked.id();
        Map<String, String> env = EnvRules.check(asked.envVars());
        return new SessionPlan(
                id,
                caller,
                template,
                asked.mode() == null ? SessionMode.PERSISTENT : asked.mode(),
                asked.timeout() == null ? template.view().defaultTimeout() : asked.timeout(),
                Resources.choose(asked.resources(), template.view().defaultResources()),
                List.copyOf(env.keySet()),
                SealedEnv.seal(merged(template, env), id.value(), vault, json),
                template.view().securityContext().networkEnabled(),
                labels(asked.metadata()),
                Optional.ofNullable(asked.agentId()),
                dependencies(template, asked));
    }

    private static Optional<DependencyPlan> dependencies(Template template, NewSession asked) {
        List<Dependency> wanted = asked.dependencies();
        if (wanted == null || wanted.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new DependencyPlan(
                        DependencyRules.check(wanted, template.view().languages()),
                        asked.installTimeout() == null
                                ? DependencyPlan.DEFAULT_TIMEOUT
                                : asked.installTimeout(),
                        Boolean.TRUE.equals(asked.failOnDependencyError())));
    }

    private static void requireUsable(Template template) {
        String reason = template.id() + ": " + template.view().statusReason();
        switch (template.view().status()) {
            case READY, PREPARING -> {}
            case FAILED ->
                    throw new Refusal(
                            ErrorCode.CONFLICT,
                            "the packages of template " + reason + " (an admin can change it)");
            case UNAVAILABLE -> throw new Refusal(ErrorCode.CONFLICT, "template " + reason);
        }
    }

    private static void requireAgentAllowed(NewSession asked) {
        if (asked.agentId() == null) {
            return;
        }
        Words.requireStorable("agent_id", asked.agentId());
        if (asked.mode() == SessionMode.EPHEMERAL) {
            throw Refusal.invalid(
                    "Field 'agent_id': an ephemeral session is used once and cannot be given back");
        }
        if (asked.id() != null) {
            throw Refusal.invalid(
                    "Field 'agent_id': the session that an agent gets back has a name; leave out 'id'");
        }
    }

    private static Map<String, String> merged(Template template, Map<String, String> env) {
        Map<String, String> merged = new HashMap<>(template.view().defaultEnvVars());
        merged.putAll(env);
        return merged;
    }

    private static Map<String, String> labels(@Nullable Map<String, String> metadata) {
        if (metadata == null) {
            return Map.of();
        }
        metadata.forEach((label, value) -> {
            Words.requireStorable("metadata", label);
            Words.requireStorable("metadata." + label, value);
            if (label.isEmpty() || label.length() > MAX_LABEL || value.length() > MAX_LABEL) {
                throw Refusal.invalid(
                        "Field 'metadata': names have 1 to 256 characters, values at most 256");
            }
        });
        return metadata;
    }
}
