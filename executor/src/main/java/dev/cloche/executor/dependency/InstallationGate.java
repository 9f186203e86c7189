package dev.cloche.executor.dependency;

/// Whether code can be isolated here.
public interface InstallationGate {

    /// Refuses when it cannot.
    void require();
}
