package dev.cloche.control.session;

import dev.cloche.api.session.SessionStatus;
import dev.cloche.api.session.WaitReason;
import dev.cloche.api.session.WaitingFor;
import java.time.Instant;
import java.util.Optional;

/// What a session that is being created waits for.
///
/// @param movedAt when it lost its container, if it has
/// @param containerSince when its container was asked for
/// @param held whether that is not started before the packages of the template are there
/// @param progress how far those are
/// @param readyAt when its container was ready to be told of it, if it is
record SessionWait(
        SessionStatus status,
        Optional<Instant> movedAt,
        Instant containerSince,
        boolean held,
        Optional<String> progress,
        Optional<Instant> readyAt) {

    /// Nothing when it does not wait.
    Optional<WaitingFor> reason() {
        if (status != SessionStatus.CREATING) {
            return Optional.empty();
        }
        if (held) {
            String how = progress.map(text -> ": " + text).orElse("");
            return waits(
                    WaitReason.TEMPLATE_PACKAGES,
                    "the packages of its template are being installed" + how,
                    containerSince);
        }
        if (movedAt.isPresent()) {
            return waits(
                    WaitReason.MOVE,
                    readyAt.isPresent()
                            ? "its container was lost, and its files are brought to another one"
                            : "its container was lost, and another one is starting",
                    movedAt.get());
        }
        return readyAt.isPresent()
                ? waits(
                        WaitReason.OPENING,
                        "its container is ready and is being told of it",
                        readyAt.get())
                : waits(WaitReason.CONTAINER, "its container is starting", containerSince);
    }

    private static Optional<WaitingFor> waits(WaitReason code, String message, Instant since) {
        return Optional.of(new WaitingFor(code, message, since));
    }
}
