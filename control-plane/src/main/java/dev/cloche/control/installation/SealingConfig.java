package dev.cloche.control.installation;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/// With what environment values of callers are sealed before they are stored.
@ConfigMapping(prefix = "cloche.sealing")
interface SealingConfig {

    /// Keys as `name=file`, the newest first: it seals, and all of them open. A file holds 32 bytes
    /// or more, Base64. The key of the installation seals when there are none, and opens in any
    /// case.
    Optional<List<String>> keys();
}
