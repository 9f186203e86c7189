package dev.cloche.cli.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Decides whether an execution ended as it must, after all that happened. Pure.
///
/// @param happened all faults
/// @param slack milliseconds after a fault in which its losses are noticed
record Verdicts(List<Happening> happened, long slack) {
    private static final Set<String> OPEN = Set.of("pending", "running", "crashed");
    private static final int MOST_ATTEMPTS = 4;

    Verdicts {
        happened = List.copyOf(happened);
    }

    /// What is wrong with how it ended.
    ///
    /// @param view the whole execution as the API shows it
    /// @param until when its end was seen, in milliseconds of the ledger
    List<String> faults(Claim claim, JsonNode view, long until) {
        List<String> faults = new ArrayList<>();
        String status = view.path("status").asText();
        if (OPEN.contains(status)) {
            return List.of("it is still " + status);
        }
        JsonNode result = view.path("result");
        int attempt = view.path("attempt").asInt();
        if (attempt > (claim.step().once() ? 1 : MOST_ATTEMPTS)) {
            faults.add("it was tried " + attempt + " times");
        }
        Claim.Ending ending = Claim.Ending.of(result);
        if (claim.seen().stream().anyMatch(it -> !it.equals(ending))) {
            faults.add("its end was seen as " + claim.seen() + " and is now " + ending);
        }
        String wrong = wrong(claim, ending, result, until);
        if (!wrong.isEmpty()) {
            faults.add(wrong);
        }
        return faults;
    }

    private String wrong(Claim claim, Claim.Ending ending, JsonNode result, long until) {
        Errand errand = claim.step().errand();
        String number = errand.printed(claim.step().number());
        if (ending.verdict().equals(errand.verdict().wire())) {
            boolean free = errand.verdict().wire().equals("cancelled");
            return free || ending.stdout().equals(number)
                    ? ""
                    : "it printed '" + ending.stdout() + "' instead of '" + number + "'";
        }
        boolean stopped = ending.verdict().equals("cancelled");
        if (mayBeLost(claim.since(), until) && (stopped || ending.verdict().equals("crashed"))) {
            return "";
        }
        // Whoever is killed from outside, with the room around it, dies of a signal.
        if (ending.verdict().equals("signal")
                && happened.stream()
                        .anyMatch(it ->
                                it.fault() == Fault.SANDBOX_KILLED
                                        && it.overlaps(claim.since(), until))) {
            return "";
        }
        if (errand.verdict().wire().equals("cancelled") && ending.verdict().equals("ok")) {
            return "it ended by itself though it was cancelled";
        }
        boolean full =
                happened.stream()
                        .anyMatch(it ->
                                it.fault() == Fault.DISK_FULL && it.overlaps(claim.since(), until));
        return full
                ? ""
                : "its verdict is %s instead of %s: %s %s"
                        .formatted(
                                ending.verdict(),
                                errand.verdict().wire(),
                                result.path("error").asText(),
                                result.path("stderr").asText());
    }

    /// Whether something that was open in that time may have been lost.
    boolean mayBeLost(long from, long to) {
        return happened.stream().anyMatch(it -> it.mayHaveLost(from, to, slack));
    }

    /// What is wrong with how often an execution was begun.
    String marks(Claim claim, JsonNode view, long size) {
        int attempt = view.path("attempt").asInt(1);
        String verdict = view.path("result").path("verdict").asText();
        if (size > attempt || (claim.step().once() && size > 1)) {
            return "it was begun " + size + " times in " + attempt + " attempts";
        }
        // On a full disk the mark is made without the byte that is to be in it.
        boolean full =
                happened.stream()
                        .anyMatch(it ->
                                it.fault() == Fault.DISK_FULL
                                        && it.overlaps(claim.since(), claim.until()));
        return size == 0 && verdict.equals("ok") && !full ? "it is ok and was never begun" : "";
    }
}
