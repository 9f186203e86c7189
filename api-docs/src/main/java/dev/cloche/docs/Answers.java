package dev.cloche.docs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

/// The answers of operations: refusals by status, each with an example for each code, and the
/// headers that all have.
final class Answers {

    private static final List<Integer> FOR_LATER = List.of(202, 429, 503);
    private static final int NO_CREDENTIAL = 401;

    private final Components components;

    Answers(Components components) {
        this.components = components;
        components.addHeader(
                "RequestId",
                header(
                        "Names the request in the log: the one that was sent, or a new one.",
                        Schema.SchemaType.STRING));
        components.addHeader(
                "RetryAfter",
                header("Seconds after which another try makes sense.", Schema.SchemaType.INTEGER));
        components.addHeader("Challenge", header("Always `Bearer`.", Schema.SchemaType.STRING));
    }

    void refuse(APIResponses responses, List<Failure> failures) {
        byStatus(failures)
                .forEach((status, codes) -> {
                    String name =
                            codes.stream()
                                    .map(Failure::shortName)
                                    .sorted()
                                    .collect(Collectors.joining());
                    if (components.getResponses() == null
                            || !components.getResponses().containsKey(name)) {
                        components.addResponse(name, refusal(status, codes));
                    }
                    responses.addAPIResponse(
                            String.valueOf(status),
                            OASFactory.createAPIResponse().ref("#/components/responses/" + name));
                });
    }

    /// The same where only the head of an answer is sent.
    void refuseWithoutBody(APIResponses responses, List<Failure> failures) {
        byStatus(failures)
                .forEach((status, codes) -> {
                    APIResponse response =
                            OASFactory.createAPIResponse().description(describe(codes));
                    addHeaders(status, response);
                    responses.addAPIResponse(String.valueOf(status), response);
                });
    }

    private static Map<Integer, List<Failure>> byStatus(List<Failure> failures) {
        return failures.stream()
                .distinct()
                .collect(Collectors.groupingBy(Failure::status, TreeMap::new, Collectors.toList()));
    }

    private APIResponse refusal(int status, List<Failure> codes) {
        MediaType media =
                OASFactory.createMediaType()
                        .schema(OASFactory.createSchema().ref("#/components/schemas/ErrorBody"));
        codes.forEach(code ->
                media.addExample(
                        code.shortName(),
                        OASFactory.createExample().summary(code.description()).value(body(code))));
        APIResponse response =
                OASFactory.createAPIResponse()
                        .description(describe(codes))
                        .content(
                                OASFactory.createContent().addMediaType("application/json", media));
        addHeaders(status, response);
        return response;
    }

    private static String describe(List<Failure> codes) {
        String bullet = codes.size() > 1 ? "- `" : "`";
        return codes.stream()
                .map(code -> bullet + code.code() + "`: " + code.description())
                .collect(Collectors.joining("\n"));
    }

    private static Map<String, Object> body(Failure code) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error_code", code.code());
        body.put("description", code.description());
        body.put("error_detail", "what was wrong with this request");
        body.put("error_link", "http://127.0.0.1:8000/docs/errors/" + code.page());
        body.put("solution", code.solution());
        body.put("request_id", "req_3f8a1c2b");
        return body;
    }

    void addHeaders(int status, APIResponse response) {
        response.addHeader("x-request-id", use("RequestId"));
        if (FOR_LATER.contains(status)) {
            response.addHeader("Retry-After", use("RetryAfter"));
        }
        if (status == NO_CREDENTIAL) {
            response.addHeader("WWW-Authenticate", use("Challenge"));
        }
    }

    private static Header use(String name) {
        return OASFactory.createHeader().ref("#/components/headers/" + name);
    }

    private static Header header(String description, Schema.SchemaType type) {
        return OASFactory.createHeader()
                .description(description)
                .schema(OASFactory.createSchema().addType(type));
    }
}
