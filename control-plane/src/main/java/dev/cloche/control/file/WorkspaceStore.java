package dev.cloche.control.file;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.session.SessionId;

/// Where the files of sessions are when their containers are gone.
interface WorkspaceStore {

    /// The files of a session; none, when nothing of it was kept.
    FileSource open(ContainerId container, SessionId session);
}
