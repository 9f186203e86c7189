package dev.cloche.control.runtime;

import dev.cloche.api.container.ContainerId;

final class FakeRuntimeTest implements RuntimeContract {

    private final FakeRuntime runtime = new FakeRuntime(2);

    @Override
    public ContainerRuntime runtime() {
        return runtime;
    }

    @Override
    public void crash(ContainerId id) {
        runtime.crash(id);
    }
}
