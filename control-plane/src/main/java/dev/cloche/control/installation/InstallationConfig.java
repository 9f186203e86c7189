package dev.cloche.control.installation;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;

/// What the application knows of the foundation that it stands on; set by [Foundation], not by
/// people.
@ConfigMapping(prefix = "cloche.installation")
interface InstallationConfig {

    /// The data directory.
    Path data();

    /// The file with the secret of the installation.
    Path key();

    /// Where the control plane can be reached on this machine.
    String url();
}
