package dev.cloche.control.runtime;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.container.RuntimeType;
import dev.cloche.api.session.SessionId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// What runs containers. A container's name is used once: when it is over, it is over. All methods
/// may be called from any thread and may block.
public interface ContainerRuntime {

    /// What kind this is.
    RuntimeType type();

    /// How many containers it can hold at once; it says itself when there are too many.
    default int most() {
        return Integer.MAX_VALUE;
    }

    /// Launches a container and does not wait until its executor is ready; that reports itself.
    /// Asking again for one that is alive changes nothing and gives the same answer.
    Started start(ContainerSpec spec);

    /// Ends a container, gracefully for a moment and then by force, and takes away what it leaves
    /// except workspaces and log. One that is over, or that never was, is fine.
    void remove(ContainerId id);

    /// Removes a container and also forgets its workspaces and log.
    void purge(ContainerId id);

    /// Containers of which something is still here, alive or not.
    default List<ContainerId> kept() {
        return alive();
    }

    /// Purges a container that nobody knows any more, and forgets that it ever was.
    default void forget(ContainerId id) {
        purge(id);
    }

    /// Removes what belongs to no container that lives and cannot be found by its name.
    ///
    /// @return how much that was
    default int tidy() {
        return 0;
    }

    /// Forgets the files of one session of a container, alive or not. Those of a session that never
    /// was are fine, and so are those that end with their container.
    default void removeWorkspace(ContainerId id, SessionId session) {}

    /// Takes the files of a session from a container that is over to one in which it is not open
    /// yet. Asking again is fine.
    ///
    /// @return whether they are there now; not where nothing keeps them longer than their container
    default boolean carryWorkspace(ContainerId from, ContainerId to, SessionId session) {
        return false;
    }

    /// Whether workspaces outlive their containers, as directories of this machine.
    default boolean keepsWorkspaces() {
        return false;
    }

    /// The directory of a session's files, where they are kept on this machine.
    default Optional<Path> workspace(ContainerId id, SessionId session) {
        return Optional.empty();
    }

    /// What lives now, including what an earlier control plane started.
    List<ContainerId> alive();

    /// Tells of every container that ends, whoever started it and for whatever reason, including
    /// those that ended while nobody watched. It is told on one thread, one after another, again
    /// when the telling failed, and otherwise once.
    void watch(Consumer<ContainerGone> told);

    /// The last lines that a container's executor logged; none for a container nobody knows.
    default List<String> logs(ContainerId id, int lines) {
        return logs(id, new LogQuery(lines, Optional.empty()));
    }

    /// That part of what a container's executor logged; nothing for a container nobody knows.
    List<String> logs(ContainerId id, LogQuery query);

    /// Reads that part of a log, and then what is logged later.
    LogReader follow(ContainerId id, LogQuery query);
}
