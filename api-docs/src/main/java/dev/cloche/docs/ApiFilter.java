package dev.cloche.docs;

import dev.cloche.docs.ApiExamples.Example;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/// Makes the description of one API of what the framework found: descriptions from the comments of
/// the source, refusals from the habits of the API, examples from their files.
public final class ApiFilter implements OASFilter {

    private static final String ERRORS = "ErrorBody";
    private static final String HEAD = "HEAD";
    private static final int NO_CONTENT = 204;
    private static final String VERSION = "v1";

    private final ApiPart part;
    private final ClassLoader loader;
    private final Javadocs docs;
    private final ApiExamples examples;

    /// @param loader has the classes that are described, their comments and their examples
    public ApiFilter(ApiPart part, ClassLoader loader) {
        this.part = part;
        this.loader = loader;
        this.examples = new ApiExamples(loader);
        try {
            this.docs = Javadocs.of(loader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.setInfo(
                OASFactory.createInfo()
                        .title(part.title())
                        .version(VERSION)
                        .description(part.description())
                        .license(OASFactory.createLicense().name("MIT")));
        removeOthers(document);
        Answers answers = new Answers(document.getComponents());
        document.getComponents().setSecuritySchemes(new TreeMap<>());
        Map<String, String> features = new TreeMap<>();
        Map<String, Schema> schemas = new TreeMap<>(document.getComponents().getSchemas());
        document.getPaths()
                .getPathItems()
                .forEach((path, item) ->
                        item.getOperations()
                                .forEach((verb, operation) -> {
                                    part.complete(facts(path, verb, operation), operation);
                                    OperationFacts facts = facts(path, verb, operation);
                                    features.put(facts.feature(), facts.source());
                                    describe(document, facts, operation, answers);
                                }));
        document.setTags(
                features.entrySet().stream()
                        .map(feature ->
                                OASFactory.createTag()
                                        .name(feature.getKey())
                                        .description(docs.of(feature.getValue()).orElse("")))
                        .toList());
        TypeSchemas types =
                new TypeSchemas(
                        schemas, new References(schemas).ofRequests(document), docs, loader);
        types.add(ERRORS);
        Map.copyOf(schemas).forEach(types::complete);
        Set<String> used = new References(schemas).ofAll(document);
        Map<String, Schema> kept = new TreeMap<>(schemas);
        kept.keySet().retainAll(used);
        document.getComponents().setSchemas(kept);
    }

    private void removeOthers(OpenAPI document) {
        List.copyOf(document.getPaths().getPathItems().keySet()).stream()
                .filter(path -> !part.includes(path))
                .forEach(document.getPaths()::removePathItem);
    }

    private OperationFacts facts(String path, PathItem.HttpMethod verb, Operation operation) {
        Method method = OperationFacts.resolve(operation.getOperationId(), loader);
        List<Parameter> parameters =
                operation.getParameters() == null ? List.of() : operation.getParameters();
        return new OperationFacts(
                path,
                verb.name(),
                method,
                operation.getRequestBody() != null,
                parameters.stream().anyMatch(one -> one.getIn() != Parameter.In.PATH));
    }

    private void describe(
            OpenAPI document, OperationFacts facts, Operation operation, Answers answers) {
        String source =
                facts.method().getDeclaringClass().getName() + "#" + facts.method().getName();
        operation.setOperationId(facts.id());
        operation.setTags(List.of(facts.feature()));
        String words = docs.of(source).orElse("");
        operation.setSummary(Javadocs.firstSentence(words));
        operation.setDescription(words);
        secure(document, facts, operation);
        if (operation.getParameters() != null) {
            operation.getParameters().forEach(parameter -> describe(parameter, source, facts));
        }
        operation.getResponses().removeAPIResponse("400");
        operation.getResponses().removeAPIResponse("401");
        operation.getResponses().removeAPIResponse("403");
        part.success(facts).ifPresent(status -> rename(operation.getResponses(), status));
        operation
                .getResponses()
                .getAPIResponses()
                .forEach((status, response) -> succeed(status, response, answers));
        if (facts.httpMethod().equals(HEAD)) {
            answers.refuseWithoutBody(operation.getResponses(), part.failures(facts));
        } else {
            answers.refuse(operation.getResponses(), part.failures(facts));
        }
        examples.of(facts.id()).forEach((name, example) -> show(operation, name, example));
    }

    private void secure(OpenAPI document, OperationFacts facts, Operation operation) {
        operation.setSecurity(new ArrayList<>());
        part.credential(facts)
                .ifPresent(credential -> {
                    document.getComponents()
                            .addSecurityScheme(
                                    credential.name(),
                                    OASFactory.createSecurityScheme()
                                            .type(SecurityScheme.Type.HTTP)
                                            .scheme("bearer")
                                            .description(credential.description()));
                    operation.addSecurityRequirement(
                            OASFactory.createSecurityRequirement().addScheme(credential.name()));
                });
    }

    private void describe(Parameter parameter, String source, OperationFacts facts) {
        Optional<ParameterWords> words = part.parameter(facts, parameter.getName());
        docs.of(source + "(" + parameter.getName() + ")")
                .map(TypeSchemas::capital)
                .or(() -> words.map(ParameterWords::description))
                .ifPresent(parameter::setDescription);
        words.flatMap(ParameterWords::schema).ifPresent(parameter::setSchema);
    }

    private static void rename(APIResponses responses, int status) {
        String known = responses.getAPIResponses().keySet().iterator().next();
        APIResponse response = responses.getAPIResponse(known);
        responses.removeAPIResponse(known);
        if (status == NO_CONTENT) {
            response.setContent(null);
        }
        responses.addAPIResponse(String.valueOf(status), response);
    }

    private void succeed(String status, APIResponse response, Answers answers) {
        if (response.getDescription() == null || response.getDescription().length() < 12) {
            response.setDescription(status.equals("204") ? "Done" : "What was asked for");
        }
        answers.addHeaders(Integer.parseInt(status), response);
    }

    private static void show(Operation operation, String name, Example example) {
        if (example.parameters() != null) {
            example.parameters()
                    .forEach((parameter, value) ->
                            operation.getParameters().stream()
                                    .filter(one -> one.getName().equals(parameter))
                                    .findFirst()
                                    .orElseThrow(() ->
                                            new IllegalStateException(
                                                    operation.getOperationId()
                                                            + " has no "
                                                            + parameter))
                                    .addExample(name, OASFactory.createExample().value(value)));
        }
        if (example.body() != null) {
            operation
                    .getRequestBody()
                    .getContent()
                    .getMediaTypes()
                    .values()
                    .forEach(media ->
                            media.addExample(
                                    name,
                                    OASFactory.createExample()
                                            .summary(example.summary())
                                            .value(example.body())));
        }
        if (example.answer() != null) {
            operation
                    .getResponses()
                    .getAPIResponse(String.valueOf(example.status()))
                    .getContent()
                    .getMediaTypes()
                    .values()
                    .forEach(media ->
                            media.addExample(
                                    name,
                                    OASFactory.createExample()
                                            .summary(example.summary())
                                            .value(example.answer())));
        }
    }
}
