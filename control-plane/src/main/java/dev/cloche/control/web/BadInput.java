package dev.cloche.control.web;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// Says what is wrong with a body in the sender's words: the names of its fields, no names of
/// classes.
final class BadInput {

    private static final PropertyNamingStrategies.SnakeCaseStrategy SNAKE_CASE =
            new PropertyNamingStrategies.SnakeCaseStrategy();

    private BadInput() {}

    static String describe(ConstraintViolationException violations) {
        return violations.getConstraintViolations().stream()
                .map(BadInput::describe)
                .sorted()
                .collect(Collectors.joining("; "));
    }

    static String describe(JsonProcessingException problem) {
        return switch (problem) {
            case UnrecognizedPropertyException unknown -> "unknown field '" + place(unknown) + "'";
            case InvalidFormatException format when format.getTargetType().isEnum() ->
                    "Field '"
                            + place(format)
                            + "' must be one of "
                            + Arrays.stream(format.getTargetType().getEnumConstants())
                                    .map(String::valueOf)
                                    .map(name -> name.toLowerCase(Locale.ROOT))
                                    .toList();
            case ValueInstantiationException rejected
                    when rejected.getCause() instanceof IllegalArgumentException told
                            && !rejected.getPath().isEmpty() ->
                    "Field '" + place(rejected) + "' is " + told.getMessage();
            case ValueInstantiationException _ -> "the body has a part that is not allowed";
            case JsonMappingException mapping when mapping.getPath().isEmpty() ->
                    "the body must be a JSON object";
            case JsonMappingException mapping ->
                    "Field '" + place(mapping) + "' has the wrong type";
            case StreamConstraintsException limits ->
                    "the body is nested too deeply or has values that are too long";
            default -> "the body is not valid JSON" + position(problem.getLocation());
        };
    }

    private static String describe(ConstraintViolation<?> violation) {
        String field =
                StreamSupport.stream(violation.getPropertyPath().spliterator(), false)
                        .filter(node -> node.getKind() == ElementKind.PROPERTY)
                        .map(Path.Node::getName)
                        .map(SNAKE_CASE::translate)
                        .collect(Collectors.joining("."));
        if (field.isEmpty()) {
            return "the request must have a body";
        }
        return "Field '" + field + "' " + violation.getMessage();
    }

    private static String place(JsonMappingException problem) {
        return problem.getPath().stream()
                .map(step ->
                        step.getFieldName() == null
                                ? "[" + step.getIndex() + "]"
                                : step.getFieldName())
                .collect(Collectors.joining("."));
    }

    private static String position(@Nullable JsonLocation at) {
        return at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    }
}
