package dev.cloche.control.dependency;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Map;

/// Where the packages of sessions come from. Nothing else can be reached while they are installed.
@ConfigMapping(prefix = "cloche.dependencies")
interface DependencyConfig {

    /// The index for Python. What stands before an `@` in it can be read by packages that are
    /// installed, so give it rights to read only.
    @WithDefault("${cloche.local.installer.PIP_INDEX_URL:https://pypi.org/simple/}")
    String pythonIndex();

    /// The registry for JavaScript; the same holds for it.
    @WithDefault("${cloche.local.installer.NPM_CONFIG_REGISTRY:https://registry.npmjs.org/}")
    String javascriptRegistry();

    /// Further places that may be reached, as `host:port`: where an index keeps its files.
    @WithDefault("files.pythonhosted.org:443")
    List<String> places();

    /// Further variables of pip and npm, which packages can read too.
    Map<String, String> installer();
}
