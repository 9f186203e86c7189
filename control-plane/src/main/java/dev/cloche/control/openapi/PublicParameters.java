package dev.cloche.control.openapi;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.container.ContainerState;
import dev.cloche.api.container.RuntimeType;
import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.execution.ExecutionStatus;
import dev.cloche.api.execution.Language;
import dev.cloche.api.session.SessionId;
import dev.cloche.api.session.SessionMode;
import dev.cloche.api.session.SessionStatus;
import dev.cloche.api.template.TemplateId;
import dev.cloche.docs.OperationFacts;
import dev.cloche.docs.ParameterWords;
import java.util.Map;
import java.util.Optional;

/// What callers may put into addresses and headers, by name.
final class PublicParameters {

    private static final String EVENT = "[0-9]{1,9}\\.[0-9]{1,9}\\.[0-4]";

    private static final Map<String, ParameterWords> PARAMETERS =
            Map.ofEntries(
                    Map.entry("limit", ParameterWords.number("How many at most.", 1, 200, 50)),
                    Map.entry(
                            "offset",
                            ParameterWords.number(
                                    "How many to leave out, from the newest on.",
                                    0,
                                    Integer.MAX_VALUE,
                                    0)),
                    Map.entry(
                            "wait",
                            ParameterWords.number(
                                    "Seconds for which the answer may wait for the end.",
                                    0,
                                    300,
                                    0)),
                    Map.entry(
                            "session_create.wait",
                            ParameterWords.number(
                                    "Seconds for which the answer may wait until the session runs.",
                                    0,
                                    300,
                                    0)),
                    Map.entry(
                            "sync_timeout",
                            ParameterWords.number(
                                    "Seconds for which the answer waits for the end.",
                                    10,
                                    3600,
                                    300)),
                    Map.entry(
                            "tail", ParameterWords.number("Lines, the last ones.", 0, 10_000, 100)),
                    Map.entry(
                            "since",
                            ParameterWords.time(
                                    "Only lines from this time on, as `2026-01-31T12:00:00Z`.")),
                    Map.entry(
                            "follow",
                            ParameterWords.truth(
                                    "Whether the answer goes on with lines as they are logged.")),
                    Map.entry(
                            "poll_interval",
                            ParameterWords.decimal(
                                    "Seconds. It changes nothing: nobody polls.", "0.1", "10")),
                    Map.entry(
                            "Idempotency-Key",
                            ParameterWords.text(
                                    "What the caller calls this wish by. Sent again under the same key"
                                            + " within a day, it is not carried out again, and the"
                                            + " answer tells of what it made the first time.",
                                    "[ -~]{1,255}")),
                    Map.entry(
                            "session_id",
                            ParameterWords.like("Only of this one.", SessionId.class)),
                    Map.entry(
                            "language",
                            ParameterWords.like("Only those in this language.", Language.class)),
                    Map.entry(
                            "mode",
                            ParameterWords.like("Only those of this kind.", SessionMode.class)),
                    Map.entry("agent_id", ParameterWords.words("Only those of this agent.")),
                    Map.entry(
                            "runtime_type",
                            ParameterWords.like("Only those of this runtime.", RuntimeType.class)),
                    Map.entry(
                            "execution_list.status",
                            ParameterWords.like(
                                    "Only those with this status.", ExecutionStatus.class)),
                    Map.entry(
                            "execution_alias_list.status",
                            ParameterWords.like(
                                    "Only those with this status.", ExecutionStatus.class)),
                    Map.entry(
                            "container_list.status",
                            ParameterWords.like(
                                    "Only those with this status.", SessionStatus.class)),
                    Map.entry(
                            "template_id",
                            ParameterWords.like("Only of this one.", TemplateId.class)),
                    Map.entry(
                            "metadata",
                            ParameterWords.texts(
                                    "`name:value`, a label that it must have; may be repeated.",
                                    "[^:]+:[\\s\\S]*")),
                    Map.entry(
                            "Last-Event-ID",
                            ParameterWords.text("The id of the last event seen.", EVENT)),
                    Map.entry(
                            "last_event_id",
                            ParameterWords.text("The same, where headers cannot be sent.", EVENT)),
                    Map.entry(
                            "page",
                            ParameterWords.words(
                                    "The code in small letters, with `-` for the dot.")),
                    Map.entry(
                            "session_list.status",
                            ParameterWords.like(
                                    "Only those with this status.", SessionStatus.class)),
                    Map.entry(
                            "session_execution_list.status",
                            ParameterWords.like(
                                    "Only those with this status.", ExecutionStatus.class)),
                    Map.entry(
                            "container_list.state",
                            ParameterWords.like(
                                    "Only those in this state.", ContainerState.class)));

    private static final Map<String, ParameterWords> IDS =
            Map.of(
                    "session", ParameterWords.like("The session.", SessionId.class),
                    "execution", ParameterWords.like("The execution.", ExecutionId.class),
                    "template", ParameterWords.like("The template.", TemplateId.class),
                    "container", ParameterWords.like("The container.", ContainerId.class));

    private PublicParameters() {}

    static Optional<ParameterWords> named(OperationFacts operation, String name) {
        return Optional.ofNullable(PARAMETERS.get(operation.id() + "." + name))
                .or(() -> FileWords.parameter(operation, name))
                .or(() -> Optional.ofNullable(PARAMETERS.get(name)))
                .or(() -> name.equals("id") ? id(operation.path()) : Optional.empty());
    }

    private static Optional<ParameterWords> id(String path) {
        return IDS.entrySet().stream()
                .filter(kind -> path.contains("/" + kind.getKey() + "s/{id}"))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
