package dev.cloche.control.execution;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.execution.ExecutionStatus;
import dev.cloche.api.session.SessionId;
import java.time.Instant;
import java.util.Optional;

/// What of an execution its reaper looks at.
///
/// @param attempt which one it is, from 1
/// @param pendingSince since when this attempt may begin
/// @param repeatable whether it may be run again when the platform has lost it
/// @param heardAt when its executor last said that it is alive
/// @param containerGone whether nobody is left to report it
/// @param starved whether it was alone in its container when the memory of that ran out
/// @param sessionEndedAt when its session was over, if it is
/// @param cancelAskedAt when its caller wanted it stopped, if that is so
record ExecutionAge(
        ExecutionId id,
        SessionId session,
        ContainerId container,
        ExecutionStatus status,
        int attempt,
        boolean repeatable,
        Instant pendingSince,
        Optional<Instant> heardAt,
        boolean containerGone,
        boolean starved,
        Optional<Instant> sessionEndedAt,
        Optional<Instant> cancelAskedAt) {}
