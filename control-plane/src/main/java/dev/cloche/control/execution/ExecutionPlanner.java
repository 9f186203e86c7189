package dev.cloche.control.execution;

import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.execution.NewExecution;
import dev.cloche.control.kernel.Ids;
import dev.cloche.control.kernel.Json;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.kernel.Vault;
import dev.cloche.control.session.SealedEnv;
import dev.cloche.control.web.EnvRules;
import dev.cloche.control.web.Words;
import jakarta.inject.Singleton;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Checks code that a caller submits and fills in what it left open.
@Singleton
final class ExecutionPlanner {

    private static final int MAX_EVENT = 1 << 20;

    private final Ids ids;
    private final Vault vault;
    private final Json json;

    ExecutionPlanner(Ids ids, Vault vault, Json json) {
        this.ids = ids;
        this.vault = vault;
        this.json = json;
    }

    /// @throws Refusal when something of it is not allowed
    ExecutionPlan plan(NewExecution asked) {
        ExecutionId id = ids.execution();
        Map<String, String> envVars = EnvRules.check(asked.envVars());
        Words.requireStorable("code", asked.code());
        Words.requireStorable("stdin", asked.stdin());
        return new ExecutionPlan(
                id,
                asked.language(),
                asked.code(),
                event(asked),
                envVars,
                SealedEnv.seal(envVars, id.value(), vault, json),
                asked.stdin(),
                Boolean.TRUE.equals(asked.stdinOpen()),
                asked.timeout() == null ? NewExecution.DEFAULT_TIMEOUT : asked.timeout(),
                asked.workingDirectory(),
                !Boolean.FALSE.equals(asked.retry()));
    }

    private @Nullable String event(NewExecution asked) {
        if (asked.event() == null) {
            return null;
        }
        String event = json.write(asked.event());
        if (event.length() > MAX_EVENT) {
            throw Refusal.invalid("Field 'event' has more than " + MAX_EVENT + " characters");
        }
        Words.requireStorable("event", event);
        return event;
    }
}
