package dev.cloche.control.runtime.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.control.runtime.Started;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RefusalsTest {

    private static KubernetesClientException answer(int code, String reason, String message) {
        return new KubernetesClientException(
                new StatusBuilder().withCode(code).withReason(reason).withMessage(message).build());
    }

    @ParameterizedTest
    @CsvSource({
        "403, Forbidden, exceeded quota: pods",
        "409, Conflict, the object has been modified",
        "429, TooManyRequests, later",
        "500, InternalError, etcdserver: request timed out",
        "503, ServiceUnavailable, away"
    })
    void whatMayPassIsNoRoom(int code, String reason, String message) {
        assertThat(Refusals.of(answer(code, reason, message)))
                .isInstanceOfSatisfying(
                        Started.NoRoom.class, no -> assertThat(no.why()).contains(message));
    }

    @ParameterizedTest
    @CsvSource({
        "403, Forbidden, violates PodSecurity",
        "403, Forbidden, cannot create resource pods",
        "404, NotFound, namespaces not found",
        "422, Invalid, spec is invalid"
    })
    void whatDoesNotPassIsRefused(int code, String reason, String message) {
        assertThat(Refusals.of(answer(code, reason, message)))
                .isInstanceOfSatisfying(
                        Started.Refused.class, no -> assertThat(no.why()).contains(message));
    }

    @Test
    void aServerThatIsAwayIsNoRoom() {
        assertThat(Refusals.of(new KubernetesClientException("connection refused")))
                .isInstanceOf(Started.NoRoom.class);
    }

    @Test
    void aNameThatIsTakenIsToldFromAQuotaThatMoved() {
        assertThat(Refusals.isThere(answer(409, "AlreadyExists", "pods x"))).isTrue();
        assertThat(Refusals.isThere(answer(409, "Conflict", "quota"))).isFalse();
    }
}
