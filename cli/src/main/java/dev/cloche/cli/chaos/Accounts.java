package dev.cloche.cli.chaos;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// All that the callers asked for and got.
final class Accounts {
    private final Ledger ledger;
    private final Tally tally;
    private final Map<String, Claim> claims = new ConcurrentHashMap<>();
    private final Map<String, Lease> sessions = new ConcurrentHashMap<>();
    private final Set<String> lost = ConcurrentHashMap.newKeySet();

    Accounts(Ledger ledger, Tally tally) {
        this.ledger = ledger;
        this.tally = tally;
    }

    /// A session that a caller has had.
    ///
    /// @param about what the ledger calls its creation
    /// @param since when it was opened, in milliseconds of the ledger
    /// @param left whether its caller ended it
    record Lease(String about, long since, boolean left) {}

    long now() {
        return ledger.now();
    }

    Tally tally() {
        return tally;
    }

    void add(Claim claim) {
        claims.put(claim.key(), claim);
    }

    /// A session was had under that name of the ledger; two under one name are one too many.
    void opened(String id, String about) {
        sessions.putIfAbsent(id, new Lease(about, now(), false));
        long same = sessions.values().stream().filter(it -> it.about().equals(about)).count();
        if (same > 1) {
            tally.violation(List.of(about), "one key gave " + same + " sessions");
        }
    }

    void left(String id) {
        sessions.computeIfPresent(id, (_, lease) -> new Lease(lease.about(), lease.since(), true));
    }

    /// A session that is over though its caller did not end it.
    void lost(String id) {
        lost.add(id);
    }

    boolean isLost(String id) {
        return lost.contains(id);
    }

    List<Claim> claims() {
        return List.copyOf(claims.values());
    }

    Optional<Claim> claim(String key) {
        return Optional.ofNullable(claims.get(key));
    }

    Map<String, Lease> sessions() {
        return Map.copyOf(sessions);
    }
}
