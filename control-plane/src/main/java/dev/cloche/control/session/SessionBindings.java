package dev.cloche.control.session;

import dev.cloche.api.executor.SessionBinding;
import dev.cloche.control.kernel.Json;
import dev.cloche.control.kernel.Vault;
import jakarta.inject.Singleton;

/// What an executor is told of a session.
@Singleton
final class SessionBindings {

    private final Vault vault;
    private final Json json;

    SessionBindings(Vault vault, Json json) {
        this.vault = vault;
        this.json = json;
    }

    SessionBinding of(SessionRow row) {
        return new SessionBinding(
                row.env().open(row.id().value(), vault, json),
                Resources.forRuns(row.limits(json)),
                row.networkEnabled());
    }
}
