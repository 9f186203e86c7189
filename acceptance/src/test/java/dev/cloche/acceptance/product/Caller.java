package dev.cloche.acceptance.product;

import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.config.HttpClientConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.http.Header;
import io.restassured.http.Method;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// Somebody who sends requests to the product.
///
/// @param headers that go with each request
public record Caller(String url, Map<String, String> headers) {

    private static final RestAssuredConfig PATIENT =
            RestAssuredConfig.config()
                    .httpClient(
                            HttpClientConfig.httpClientConfig()
                                    .setParam("http.connection.timeout", 10_000)
                                    .setParam("http.socket.timeout", 120_000))
                    .encoderConfig(
                            EncoderConfig.encoderConfig()
                                    .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                                    .encodeContentTypeAs(
                                            "application/x-www-form-urlencoded",
                                            ContentType.BINARY));

    public Caller {
        headers = Map.copyOf(headers);
    }

    static Caller anonymous(String url) {
        return new Caller(url, Map.of());
    }

    /// The same caller with one header more, or another value of it.
    public Caller with(String header, String value) {
        var all = new HashMap<>(headers);
        all.put(header, value);
        return new Caller(url, all);
    }

    public Caller withToken(String token) {
        return with("Authorization", "Bearer " + token);
    }

    public Answer get(String path) {
        return send(Method.GET, path);
    }

    public Answer delete(String path) {
        return send(Method.DELETE, path);
    }

    /// Sends a JSON body made from maps, lists and plain values.
    public Answer post(String path, Object body) {
        return postText(path, Answer.print(body));
    }

    /// The same with another method.
    public Answer put(String path, Object body) {
        return send(
                Method.PUT,
                path,
                "application/json",
                Answer.print(body).getBytes(StandardCharsets.UTF_8));
    }

    /// Sends a body that claims to be JSON.
    public Answer postText(String path, String body) {
        return send(Method.POST, path, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    public Answer send(Method method, String path) {
        return answer(method, path, request().request(method, url + path));
    }

    public Answer send(Method method, String path, String contentType, byte[] body) {
        return answer(
                method,
                path,
                request()
                        .header("Content-Type", contentType)
                        .body(body)
                        .request(method, url + path));
    }

    private RequestSpecification request() {
        return RestAssured.given()
                .config(PATIENT)
                .urlEncodingEnabled(false)
                .redirects()
                .follow(false)
                .headers(headers);
    }

    private static Answer answer(Method method, String path, Response response) {
        var headers = new HashMap<String, String>();
        for (Header header : response.headers()) {
            headers.put(header.getName(), header.getValue());
        }
        var answer =
                new Answer(
                        response.statusCode(),
                        headers,
                        new String(response.asByteArray(), StandardCharsets.UTF_8));
        Contract.check(method.name(), path.replaceFirst("\\?.*", ""), answer);
        return answer;
    }
}
