package dev.cloche.control.container;

import dev.cloche.api.container.ContainerId;
import dev.cloche.control.kernel.Secret;
import dev.cloche.control.kernel.Vault;

/// What a control plane proves itself with to an executor. It is derived, so that it need not be
/// stored and every replica knows it.
public final class DispatchToken {

    private DispatchToken() {}

    /// The token for one container.
    public static Secret of(Vault vault, ContainerId container) {
        return vault.derive("dispatch", container.value());
    }
}
