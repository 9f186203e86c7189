package dev.cloche.acceptance.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.acceptance.product.Answer;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Description.Operation;
import dev.cloche.acceptance.product.Form;
import io.restassured.http.Method;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Sends what the description shows, in the form that it asks for.
final class Exchange {

    private Exchange() {}

    static Answer send(Caller caller, Operation operation, String path, JsonNode body) {
        Method method = Method.valueOf(operation.method());
        return operation.takesForm()
                ? caller.send(method, path, Form.TYPE, form(body))
                : caller.send(
                        method,
                        path,
                        "application/json",
                        body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] form(JsonNode fields) {
        Form form = new Form();
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            String text = field.getValue().asText();
            if (field.getKey().equals("file")) {
                form.file(text.getBytes(StandardCharsets.UTF_8));
            } else {
                form.field(field.getKey(), text);
            }
        }
        return form.end();
    }
}
