package dev.cloche.executor.probe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.api.template.Isolation;
import java.util.ArrayList;
import java.util.List;

/// What was seen from inside a sandbox, and the isolation level that it amounts to.
record Findings(JsonNode seen) {

    private static final String NO_CAPABILITIES = "0000000000000000";

    /// How well runs are isolated; with a reason when it is not at all.
    Isolated judge() {
        List<String> faults = new ArrayList<>();
        expect(faults, seen.path("uid").asInt() == 1000, "it is not user 1000");
        expect(faults, seen.path("gid").asInt() == 1000, "it is not group 1000");
        expect(faults, seen.path("seccomp").asText().equals("2"), "no filter of system calls");
        expect(faults, seen.path("no_new_privs").asText().equals("1"), "it can gain privileges");
        expect(
                faults,
                seen.path("capabilities").asText().equals(NO_CAPABILITIES),
                "it has capabilities");
        expect(faults, !seen.path("unshared").asBoolean(true), "it can make user namespaces");
        none(faults, "readable", "it can see ");
        none(faults, "writable", "it can write to ");
        none(faults, "reads_outer", "it can read ");
        none(faults, "reached", "it can reach ");
        network(faults);
        if (!faults.isEmpty()) {
            return new Isolated(Isolation.NONE, "a run is not isolated: " + faults);
        }
        return seen.path("sees_outer").asBoolean(true)
                ? new Isolated(
                        Isolation.SHARED_PROC, "names of the container's processes can be seen")
                : new Isolated(Isolation.FULL, "");
    }

    private void network(List<String> faults) {
        JsonNode interfaces = seen.path("interfaces");
        boolean loopbackOnly = interfaces.size() == 1 && interfaces.path(0).asText().equals("lo");
        expect(faults, loopbackOnly, "it has network interfaces " + interfaces);
        expect(faults, seen.path("routes").asInt(-1) == 0, "it has routes");
    }

    private void none(List<String> faults, String what, String words) {
        JsonNode list = seen.path(what);
        expect(faults, list.isArray() && list.isEmpty(), words + list);
    }

    private static void expect(List<String> faults, boolean holds, String fault) {
        if (!holds) {
            faults.add(fault);
        }
    }
}
