package dev.cloche.acceptance.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

/// How an execution ended, as the product tells it.
public record Finished(JsonNode body) {

    public String executionId() {
        return body.path("execution_id").asText();
    }

    public String status() {
        return body.path("status").asText();
    }

    public String verdict() {
        return body.path("verdict").asText();
    }

    public String stdout() {
        return body.path("stdout").asText();
    }

    public String stderr() {
        return body.path("stderr").asText();
    }

    public int exitCode() {
        return body.path("exit_code").asInt(Integer.MIN_VALUE);
    }

    /// A missing node when there is none, which is not the same as null.
    public JsonNode returnValue() {
        return body.path("return_value");
    }

    public boolean flag(String name) {
        return body.path(name).asBoolean();
    }

    public double metric(String name) {
        JsonNode metric = body.path("metrics").path(name);
        assertThat(metric.isNumber()).as("metric %s of %s", name, body).isTrue();
        return metric.asDouble();
    }

    /// Itself, when the code ran to its end without complaint.
    public Finished ok() {
        assertThat(verdict()).as("verdict of %s", body).isEqualTo("ok");
        assertThat(status()).isEqualTo("success");
        assertThat(exitCode()).isZero();
        return this;
    }

    /// Itself, when it failed for this reason.
    public Finished failed(String verdict) {
        assertThat(verdict()).as("verdict of %s", body).isEqualTo(verdict);
        assertThat(status()).isEqualTo("failed");
        return this;
    }
}
