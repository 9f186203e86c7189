package dev.cloche.control.runtime.local;

import java.util.Map;
import java.util.Set;

/// What was seen of a machine.
///
/// @param missing programs that were looked for in vain
/// @param settings of the kernel by their names, as far as this kernel has them
/// @param sandboxes whether a sandbox was made for trial
/// @param said what bubblewrap said about it
record HostFacts(Set<String> missing, Map<String, Long> settings, boolean sandboxes, String said) {

    static final String CLONE = "kernel.unprivileged_userns_clone";
    static final String MAXIMUM = "user.max_user_namespaces";
    static final String APPARMOR = "kernel.apparmor_restrict_unprivileged_userns";

    HostFacts {
        missing = Set.copyOf(missing);
        settings = Map.copyOf(settings);
    }
}
