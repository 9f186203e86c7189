package dev.cloche.control.replica;

import dev.cloche.control.kernel.Ids;
import dev.cloche.control.kernel.ReportAddress;
import jakarta.inject.Singleton;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// This control plane, and the others that work on the same database.
@Singleton
public final class Replicas {

    private final Replica self;
    private volatile List<Replica> others = List.of();

    Replicas(Ids ids, ReportAddress address) {
        this.self = new Replica(ids.replica(), address.url());
    }

    /// The name of this one; new with every start.
    public String id() {
        return self.id();
    }

    /// Where executors reach this one, without a trailing slash.
    public String url() {
        return self.url();
    }

    /// Where executors reach those that live, this one first.
    public Set<String> urls() {
        Set<String> urls = new LinkedHashSet<>();
        urls.add(self.url());
        others.forEach(other -> urls.add(other.url()));
        return urls;
    }

    /// Whether nobody else was seen lately.
    boolean alone() {
        return others.isEmpty();
    }

    /// Takes in who lives; says whether somebody came.
    boolean note(List<Replica> living) {
        List<Replica> now =
                living.stream().filter(replica -> !replica.id().equals(self.id())).toList();
        boolean came = !others.containsAll(now);
        others = now;
        return came;
    }
}
