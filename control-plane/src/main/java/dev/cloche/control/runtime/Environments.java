package dev.cloche.control.runtime;

import java.util.List;
import java.util.function.Consumer;

/// Packages that were installed in advance, for containers to see read-only. Runtimes whose images
/// have them do without. All methods may block.
public interface Environments {

    /// Installs packages, once: an environment that is there already is left as it is. It happens
    /// in a sandbox with a network and without anything worth taking.
    ///
    /// @param python requirements, as pip reads them
    /// @param javascript packages, as npm reads them
    /// @param progress is told each line that the installers print
    Outcome prepare(
            EnvironmentId id,
            List<String> python,
            List<String> javascript,
            Consumer<String> progress);

    /// Deletes one that no container sees any more.
    void remove(EnvironmentId id);

    /// How it went.
    sealed interface Outcome {

        /// It is there.
        record Ready() implements Outcome {}

        /// It is not, and why, in the installer's words.
        record Failed(String why) implements Outcome {}
    }
}
