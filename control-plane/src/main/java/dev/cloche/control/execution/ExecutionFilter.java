package dev.cloche.control.execution;

import dev.cloche.api.execution.ExecutionStatus;
import dev.cloche.api.execution.Language;
import dev.cloche.api.session.SessionId;
import dev.cloche.control.web.Words;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which executions a list is to have.
record ExecutionFilter(
        String tenant,
        Optional<SessionId> session,
        Optional<ExecutionStatus> status,
        Optional<Language> language) {

    /// From the words of a query.
    static ExecutionFilter of(
            String tenant,
            Optional<SessionId> session,
            @Nullable String status,
            @Nullable String language) {
        return new ExecutionFilter(
                tenant,
                session,
                Words.choice("status", status, ExecutionStatus.values(), ExecutionStatus::wire),
                Words.choice("language", language, Language.values(), Language::wire));
    }

    /// As the first four values of a statement.
    Tuple values() {
        return Tuple.tuple()
                .addValue(tenant)
                .addValue(session.map(SessionId::value).orElse(null))
                .addValue(status.map(ExecutionStatus::wire).orElse(null))
                .addValue(language.map(Language::wire).orElse(null));
    }
}
