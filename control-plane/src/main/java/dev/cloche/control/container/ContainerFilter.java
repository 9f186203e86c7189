package dev.cloche.control.container;

import dev.cloche.api.container.ContainerState;
import dev.cloche.api.container.RuntimeType;
import dev.cloche.api.session.SessionStatus;
import dev.cloche.api.template.TemplateId;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Optional;

/// Which containers a list is to have.
///
/// @param tenant whose sessions a container must hold, or have held; all are seen when absent
/// @param status where it is in its life, in the words of sessions
record ContainerFilter(
        Optional<String> tenant,
        Optional<ContainerState> state,
        Optional<TemplateId> template,
        Optional<RuntimeType> runtime,
        Optional<SessionStatus> status) {

    /// As the first five values of a statement.
    Tuple values() {
        return Tuple.tuple()
                .addValue(tenant.orElse(null))
                .addValue(state.map(ContainerState::wire).orElse(null))
                .addValue(template.map(TemplateId::value).orElse(null))
                .addValue(runtime.map(RuntimeType::wire).orElse(null))
                .addValue(status.map(SessionStatus::wire).orElse(null));
    }
}
