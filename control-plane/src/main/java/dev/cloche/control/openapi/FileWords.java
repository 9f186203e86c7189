package dev.cloche.control.openapi;

import dev.cloche.docs.OperationFacts;
import dev.cloche.docs.ParameterWords;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/// What is said of endpoints for files: their bytes come and go beneath the framework, which
/// therefore knows neither forms nor headers.
final class FileWords {

    private static final String PATH =
            "Where the file is to be, relative to the workspace; of an archive, the directory in"
                    + " which it is unpacked.";
    private static final String EXTRACT = "Whether it is a ZIP archive that is to be unpacked.";
    private static final String OVERWRITE =
            "Whether files of an archive replace those that are there; else those are kept.";

    private static final Map<String, ParameterWords> PARAMETERS =
            Map.of(
                    "name",
                    ParameterWords.words(
                            "The path of the file, relative to the workspace; its slashes may stand as"
                                    + " they are."),
                    "recursive",
                    ParameterWords.truth("Whether a directory goes with all that is in it."),
                    "extract",
                    ParameterWords.truth(EXTRACT + " The form goes before."),
                    "overwrite",
                    ParameterWords.truth(OVERWRITE + " The form goes before."),
                    "file_list.limit",
                    ParameterWords.number("How many at most.", 1, 10_000, 1000),
                    "file_list.path",
                    ParameterWords.words("The directory to list; the workspace when absent."),
                    "file_upload.path",
                    ParameterWords.words(PATH + " The form goes before."),
                    "file_add.path",
                    ParameterWords.words(PATH + " The form goes before."));

    private static final Map<String, String> CONDITIONS =
            Map.of(
                    "If-Match", "Only if the file has one of these ETags.",
                    "If-None-Match", "Only if the file has none of these ETags.",
                    "If-Modified-Since", "Only if the file has changed since.",
                    "If-Unmodified-Since", "Only if the file has not changed since.",
                    "If-Range", "The part only if the file has this ETag or time, else all of it.",
                    "Range", "One range of bytes, as `bytes=0-1023`.");

    private static final Map<String, String> EXPECTATIONS =
            Map.of(
                    "If-Match", "Only if the file is there with one of these ETags; `*` is any.",
                    "If-None-Match",
                            "Only if the file is not there with one of these ETags; `*` is any.");

    private static final List<String> DELETES = List.of("file_delete", "file_delete_upload");
    private static final List<String> GETS = List.of("file_download", "file_download_upload");
    private static final List<String> HEADS = List.of("file_look", "file_look_upload");
    private static final List<String> POSTS = List.of("file_upload", "file_add");

    private FileWords() {}

    static Optional<ParameterWords> parameter(OperationFacts operation, String name) {
        return operation.id().startsWith("file_")
                ? Optional.ofNullable(PARAMETERS.get(operation.id() + "." + name))
                        .or(() -> Optional.ofNullable(PARAMETERS.get(name)))
                        .or(() ->
                                Optional.ofNullable(conditions(operation).get(name))
                                        .map(ParameterWords::words))
                : Optional.empty();
    }

    private static Map<String, String> conditions(OperationFacts operation) {
        return DELETES.contains(operation.id()) || POSTS.contains(operation.id())
                ? EXPECTATIONS
                : CONDITIONS;
    }

    static void complete(OperationFacts operation, Operation described) {
        if (DELETES.contains(operation.id())) {
            addConditions(described, EXPECTATIONS);
        } else if (POSTS.contains(operation.id())) {
            addConditions(described, EXPECTATIONS);
            described.setRequestBody(
                    OASFactory.createRequestBody()
                            .required(true)
                            .content(content("multipart/form-data", form())));
        } else if (GETS.contains(operation.id())) {
            addConditions(described, CONDITIONS);
            answer(described, content("*/*", bytes()));
            described.getResponses().addAPIResponse("307", redirect());
        } else if (HEADS.contains(operation.id())) {
            addConditions(described, CONDITIONS);
            answer(described, null);
        }
    }

    private static Schema form() {
        return OASFactory.createSchema()
                .addType(Schema.SchemaType.OBJECT)
                .addProperty("file", bytes().description("What is uploaded. Exactly one."))
                .addProperty(
                        "path", text().description(PATH + " Required unless it is an archive."))
                .addProperty("extract", truth().description(EXTRACT))
                .addProperty("overwrite", truth().description(OVERWRITE))
                .addRequired("file")
                .additionalPropertiesSchema(OASFactory.createSchema().booleanSchema(false));
    }

    private static void addConditions(Operation described, Map<String, String> conditions) {
        conditions.keySet().stream()
                .sorted()
                .map(name ->
                        OASFactory.createParameter()
                                .name(name)
                                .in(Parameter.In.HEADER)
                                .schema(text()))
                .forEach(described::addParameter);
    }

    private static void answer(Operation described, @Nullable Content content) {
        APIResponse part =
                labelled("The part that was asked for", content)
                        .addHeader(
                                "Content-Range", header("Which bytes these are, and of how many."));
        described.setResponses(
                OASFactory.createAPIResponses()
                        .addAPIResponse("200", labelled("All of the file", content))
                        .addAPIResponse("206", part)
                        .addAPIResponse("304", labelled("The caller has it already", null)));
    }

    private static APIResponse redirect() {
        return labelled("It is large and kept in a bucket, from which the caller gets it", null)
                .addHeader(
                        "Location", header("An address that can be used without a token, soon."));
    }

    private static APIResponse labelled(String description, @Nullable Content content) {
        return OASFactory.createAPIResponse()
                .description(description)
                .content(content)
                .addHeader("ETag", header("Changes with the content of the file."))
                .addHeader("Last-Modified", header("When its content changed last."))
                .addHeader("Accept-Ranges", header("Always `bytes`."));
    }

    private static Header header(String description) {
        return OASFactory.createHeader().description(description).schema(text());
    }

    private static Content content(String type, Schema schema) {
        return OASFactory.createContent()
                .addMediaType(type, OASFactory.createMediaType().schema(schema));
    }

    private static Schema bytes() {
        return text().format("binary");
    }

    private static Schema text() {
        return OASFactory.createSchema().addType(Schema.SchemaType.STRING);
    }

    private static Schema truth() {
        return OASFactory.createSchema().addType(Schema.SchemaType.BOOLEAN).defaultValue(false);
    }
}
