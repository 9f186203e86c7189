package dev.cloche.executor.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cloche.api.container.ContainerId;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SignOfLifeTest {

    private static final Instant HEARD = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource({
        // status, seconds since an answer, busy | next
        "200, 0, false, STAY",
        "401, 0, false, LEAVE_UNKNOWN",
        "401, 0, true, LEAVE_UNKNOWN",
        "500, 900, false, STAY",
        ", 59, false, STAY",
        ", 61, false, LEAVE_ORPHANED",
        ", 61, true, STAY",
    })
    void decides(Integer status, long silence, boolean busy, SignOfLife.Next next) {
        Vertx vertx = Vertx.vertx();
        Clock clock = Clock.systemUTC();
        var link = new ControlPlane(vertx, "http://127.0.0.1:1", "secret", clock);
        var container = new ContainerId("cont_0123456789abcdef");
        var sign =
                new SignOfLife(link, new ObjectMapper(), container, Duration.ofMinutes(1), clock);

        assertThat(sign.judge(status, HEARD, HEARD.plusSeconds(silence), busy)).isEqualTo(next);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
