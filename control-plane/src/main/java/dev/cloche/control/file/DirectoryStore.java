package dev.cloche.control.file;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.session.SessionId;
import dev.cloche.control.runtime.ContainerRuntime;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;

/// Keeps the files of sessions where they are: in the directories in which code worked with them.
@Singleton
final class DirectoryStore implements WorkspaceStore {

    private final ContainerRuntime runtime;
    private final Vertx vertx;

    DirectoryStore(ContainerRuntime runtime, Vertx vertx) {
        this.runtime = runtime;
        this.vertx = vertx;
    }

    @Override
    public FileSource open(ContainerId container, SessionId session) {
        return new KeptFiles(runtime.workspace(container, session), vertx);
    }
}
