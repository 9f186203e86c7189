package dev.cloche.control.runtime;

import java.util.List;
import java.util.function.Consumer;

/// Where containers are made from images, the packages of a template are in its image: nothing is
/// installed beside that.
public final class PackagesOfImages implements Environments {

    @Override
    public Outcome prepare(
            EnvironmentId id,
            List<String> python,
            List<String> javascript,
            Consumer<String> progress) {
        return new Outcome.Failed(
                "packages come here with the template's image: build one that has them and name it in the settings");
    }

    @Override
    public void remove(EnvironmentId id) {
        // There is none.
    }
}
