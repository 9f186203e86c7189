package dev.cloche.control.runtime.kubernetes;

import dev.cloche.control.runtime.Started;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;

/// What an answer of the API server means for whoever wanted a pod. Pure.
final class Refusals {

    private static final int NO_ANSWER = 0;
    private static final int FORBIDDEN = 403;
    private static final int CONFLICT = 409;
    private static final int TOO_MANY = 429;
    private static final int BROKEN = 500;

    private Refusals() {}

    /// Whether a pod of this name is there already.
    static boolean isThere(KubernetesClientException refusal) {
        return refusal.getCode() == CONFLICT && "AlreadyExists".equals(reason(refusal));
    }

    static Started of(KubernetesClientException refusal) {
        String words = words(refusal);
        int code = refusal.getCode();
        if (code == FORBIDDEN && words.contains("exceeded quota")) {
            return new Started.NoRoom("the quota of the namespace is used up: " + words);
        }
        if (code == CONFLICT) {
            return new Started.NoRoom("others changed the quota at the same time: " + words);
        }
        if (code <= NO_ANSWER || code == TOO_MANY || code >= BROKEN) {
            return new Started.NoRoom("the API server does not answer as it should: " + words);
        }
        return new Started.Refused("the cluster does not want this pod: " + words);
    }

    private static String reason(KubernetesClientException refusal) {
        return refusal.getStatus() == null
                ? ""
                : Optional.ofNullable(refusal.getStatus().getReason()).orElse("");
    }

    private static String words(KubernetesClientException refusal) {
        Optional<String> status =
                Optional.ofNullable(refusal.getStatus()).map(one -> one.getMessage());
        return status.or(() -> Optional.ofNullable(refusal.getMessage()))
                .orElse(refusal.getClass().getSimpleName());
    }
}
