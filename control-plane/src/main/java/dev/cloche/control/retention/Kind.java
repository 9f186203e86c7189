package dev.cloche.control.retention;

import java.util.Locale;

/// What is remembered, in the order in which it can be forgotten: nothing is forgotten that
/// something refers to.
enum Kind {
    /// With what they reported.
    EXECUTION(
            """
            DELETE FROM executions WHERE id IN (
              SELECT id FROM executions
              WHERE created_at < $1 AND completed_at < $1
                AND status IN ('completed', 'failed', 'timeout', 'cancelled')
              LIMIT $2)
            """),
    /// Whose files are gone.
    SESSION(
            """
            DELETE FROM sessions WHERE id IN (
              SELECT s.id FROM sessions s
              WHERE s.created_at < $1 AND s.completed_at < $1
                AND s.status NOT IN ('creating', 'running')
                AND s.released_at IS NOT NULL AND s.workspace_purged_at IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM executions e WHERE e.session_id = s.id)
              LIMIT $2)
            """),
    /// Of which nothing is left on a machine.
    CONTAINER(
            """
            DELETE FROM containers WHERE id IN (
              SELECT c.id FROM containers c
              WHERE c.created_at < $1 AND c.exited_at < $1 AND c.status = 'exited'
                AND c.purged_at IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.container_id = c.id)
              LIMIT $2)
            """),
    /// That were deleted, and that nothing was made of which is remembered.
    TEMPLATE(
            """
            DELETE FROM templates WHERE id IN (
              SELECT t.id FROM templates t
              WHERE t.deleted_at < $1
                AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.template_id = t.id)
                AND NOT EXISTS (SELECT 1 FROM containers c WHERE c.template_id = t.id)
                AND NOT EXISTS (SELECT 1 FROM environments e WHERE e.template_id = t.id)
              LIMIT $2)
            """);

    private final String statement;

    Kind(String statement) {
        this.statement = statement;
    }

    /// Forgets some that were over at a time ($1), at most so many ($2).
    String statement() {
        return statement;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
