package dev.cloche.control.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OutagesTest {

    @Test
    void aServerThatIsNotThereIsAnOutage() {
        assertThat(Outages.isBehind(new ConnectException("refused"))).isTrue();
        assertThat(Outages.isBehind(new ClosedChannelException())).isTrue();
    }

    @Test
    void aServerThatDiesWithAStatementInItsHandsIsAnOutage() {
        assertThat(Outages.isBehind(ClosedConnectionException.INSTANCE)).isTrue();
        assertThat(Outages.isBehind(new IllegalStateException(ClosedConnectionException.INSTANCE)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection was closed",
                "Pending requests failed to be sent due to connection has been closed.",
                "Timeout waiting for connection"
            })
    void aConnectionThatEndedIsAnOutage(String message) {
        assertThat(Outages.isBehind(new VertxException(message, true))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Connection reset by peer", "Connection reset", "Broken pipe"})
    void aConnectionThatTheOtherSideGaveUpIsAnOutage(String message) {
        assertThat(Outages.isBehind(new IOException(message))).isTrue();
        assertThat(Outages.isBehind(new IOException("No such file"))).isFalse();
    }

    @Test
    void aConnectionThatIsNoLongerActiveIsAnOutage() {
        assertThat(
                        Outages.isBehind(
                                new NoStackTraceThrowable(
                                        "Connection is not active now, current status: CLOSED")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"08006", "53300", "57P01", "57P03"})
    void aServerThatComesOrGoesOrIsFullIsAnOutage(String state) {
        assertThat(Outages.isBehind(new PgException("", "FATAL", state, ""))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "42P01", "40001"})
    void aStatementThatIsWrongIsNot(String state) {
        assertThat(Outages.isBehind(new PgException("", "ERROR", state, ""))).isFalse();
    }

    @Test
    void aMistakeOfOursIsNot() {
        assertThat(Outages.isBehind(new IllegalStateException("Connection was closed"))).isFalse();
        assertThat(Outages.isBehind(new VertxException("something else", true))).isFalse();
        assertThat(Outages.isBehind(new NoStackTraceThrowable("no"))).isFalse();
    }

    @Test
    void causesThatGoRoundInCirclesEnd() {
        var first = new IllegalStateException("first");
        first.initCause(new IllegalStateException("second", first));
        assertThat(Outages.isBehind(first)).isFalse();
    }
}
