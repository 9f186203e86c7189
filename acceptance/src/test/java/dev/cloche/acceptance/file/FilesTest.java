package dev.cloche.acceptance.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.acceptance.product.Answer;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Form;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.SharedProduct;
import dev.cloche.api.error.ErrorCode;
import io.restassured.http.Method;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedProduct.class)
final class FilesTest {

    private final Product product;
    private final Caller caller;
    private Sandbox sandbox;

    FilesTest(Product product) {
        this.product = product;
        this.caller = product.newTenant();
    }

    @BeforeEach
    void open() {
        sandbox = Sandbox.open(caller);
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    @Test
    void codeFindsWhatWasUploadedAndLeavesWhatIsDownloaded() {
        JsonNode uploaded = upload("in/data.csv", "1,2,3").expect(200).json();

        sandbox.python(
                        "import os; n = sum(map(int, open('in/data.csv').read().split(',')))\n"
                                + "os.makedirs('out'); open('out/sum.txt', 'w').write(str(n))")
                .ok();

        assertThat(uploaded.path("path").asText()).isEqualTo("in/data.csv");
        assertThat(uploaded.path("file_path").asText()).isEqualTo("in/data.csv");
        assertThat(uploaded.path("session_id").asText()).isEqualTo(sandbox.id());
        assertThat(uploaded.path("size").asInt()).isEqualTo(5);
        Answer downloaded = caller.get(at("out/sum.txt")).expect(200);
        assertThat(downloaded.body()).isEqualTo("6");
        assertThat(downloaded.header("content-type")).contains("text/plain");
        assertThat(downloaded.header("content-length")).contains("1");
        assertThat(downloaded.header("x-content-type-options")).contains("nosniff");
        assertThat(downloaded.header("content-disposition").orElse("")).startsWith("attachment; ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "with space",
                "a+b",
                "100%",
                "%2e%2e",
                "ü…試",
                "line\nbreak",
                "semi;colon&and=more",
                "quote\"d",
                "question?mark#hash",
                "...",
                "upload",
                "deep/er/and/deeper/file"
            })
    void namesComeBackAsTheyWent(String name) {
        upload(name, name).expect(200);

        assertThat(caller.get(at(name)).expect(200).body()).isEqualTo(name);
        JsonNode listed = caller.get(files()).expect(200).json();
        assertThat(listed.path("files").findValuesAsText("name")).containsExactly(name);
        assertThat(listed.path("count").asInt()).isEqualTo(1);
        assertThat(
                        sandbox.python("import os; print(os.path.exists(" + python(name) + "))")
                                .ok()
                                .stdout())
                .isEqualTo("True\n");
        caller.delete(at(name)).expect(204);
        caller.get(at(name)).refusedWith(ErrorCode.FILE_NOT_FOUND);
    }

    @Test
    void thePathMayStandInTheAddressOrAnywhereInTheForm() {
        byte[] content = "x".getBytes(StandardCharsets.UTF_8);
        send(files() + "/upload?path=query.txt", new Form().file(content)).expect(200);
        send(files() + "/upload", new Form().field("path", "before.txt").file(content)).expect(200);
        send(files(), new Form().file(content).field("path", "after.txt")).expect(200);

        assertThat(names()).containsExactly("after.txt", "before.txt", "query.txt");
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, bytes 0-0/10",
        "bytes=2-4, 234, bytes 2-4/10",
        "bytes=7-, 789, bytes 7-9/10",
        "bytes=-3, 789, bytes 7-9/10",
        "bytes=8-100, 89, bytes 8-9/10",
        "bytes=-100, 0123456789, bytes 0-9/10",
    })
    void aPartIsServed(String range, String expected, String contentRange) {
        upload("digits", "0123456789").expect(200);

        Answer answer = caller.with("Range", range).get(at("digits")).expect(206);

        assertThat(answer.body()).isEqualTo(expected);
        assertThat(answer.header("content-range")).contains(contentRange);
        assertThat(answer.header("content-length")).contains(Integer.toString(expected.length()));
    }

    @Test
    void aPartThatIsNotThereIsRefusedWithTheSize() {
        upload("digits", "0123456789").expect(200);

        Answer answer = caller.with("Range", "bytes=10-").get(at("digits"));

        answer.refusedWith(ErrorCode.RANGE_NOT_SATISFIABLE);
        assertThat(answer.header("content-range")).contains("bytes */10");
        for (String ignored :
                new String[] {"bytes=4-2", "bytes=0-1,3-4", "lines=1-2", "bytes=x-"}) {
            caller.with("Range", ignored).get(at("digits")).expect(200);
        }
    }

    @Test
    void conditionsAreJudgedByTheTagAndTheDate() {
        String etag = '"' + upload("f", "one").expect(200).text("etag") + '"';
        Answer first = caller.get(at("f")).expect(200);
        String modified = first.header("last-modified").orElseThrow();
        assertThat(first.header("etag")).contains(etag);

        Answer unchanged = caller.with("If-None-Match", "W/" + etag).get(at("f")).expect(304);
        caller.with("If-Modified-Since", modified).get(at("f")).expect(304);
        caller.with("If-Match", etag).get(at("f")).expect(200);
        caller.with("If-Match", "\"other\"")
                .get(at("f"))
                .refusedWith(ErrorCode.PRECONDITION_FAILED);
        caller.with("If-Range", etag).with("Range", "bytes=0-0").get(at("f")).expect(206);
        upload("f", "two").expect(200);

        assertThat(unchanged.body()).isEmpty();
        assertThat(unchanged.header("etag")).contains(etag);
        assertThat(caller.with("If-None-Match", etag).get(at("f")).expect(200).body())
                .isEqualTo("two");
        assertThat(
                        caller.with("If-Range", etag)
                                .with("Range", "bytes=0-0")
                                .get(at("f"))
                                .expect(200)
                                .body())
                .isEqualTo("two");
        caller.with("If-Match", etag).get(at("f")).refusedWith(ErrorCode.PRECONDITION_FAILED);
    }

    @Test
    void aFileIsReplacedAndDeletedOnlyIfItIsTheOneThatIsMeant() {
        byte[] form = new Form().field("path", "f").file(new byte[3]).end();
        Caller creating = caller.with("If-None-Match", "*");
        Answer made = creating.send(Method.POST, files() + "/upload", Form.TYPE, form).expect(200);
        String etag = '"' + made.text("etag") + '"';

        creating.send(Method.POST, files() + "/upload", Form.TYPE, form)
                .refusedWith(ErrorCode.PRECONDITION_FAILED);
        Caller meaning = caller.with("If-Match", etag);
        meaning.send(Method.POST, files(), Form.TYPE, form).expect(200);
        meaning.send(Method.POST, files(), Form.TYPE, form)
                .refusedWith(ErrorCode.PRECONDITION_FAILED);
        meaning.delete(at("f")).refusedWith(ErrorCode.PRECONDITION_FAILED);
        byte[] archive = new Form().field("extract", "true").file(new byte[3]).end();
        meaning.send(Method.POST, files(), Form.TYPE, archive)
                .refusedWith(ErrorCode.INVALID_PARAMETER);

        caller.with("If-Match", "*").delete(at("f")).expect(204);
        meaning.delete(at("f")).refusedWith(ErrorCode.FILE_NOT_FOUND);
    }

    @Test
    void headTellsWhatGetWould() {
        upload("f.json", "{}").expect(200);

        Answer head = caller.send(Method.HEAD, at("f.json")).expect(200);
        Answer get = caller.get(at("f.json")).expect(200);

        assertThat(head.body()).isEmpty();
        for (String header :
                new String[] {
                    "content-length", "content-type", "etag", "last-modified", "accept-ranges"
                }) {
            assertThat(head.header(header)).as(header).isPresent().isEqualTo(get.header(header));
        }
        caller.send(Method.HEAD, at("nix")).expect(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "/etc/passwd", "a/../../b", "a//b", "./a", ".."})
    void aPathThatLeavesTheWorkspaceIsRefused(String path) {
        send(files() + "/upload", new Form().field("path", path).file(new byte[1]))
                .refusedWith(ErrorCode.INVALID_PARAMETER);
        caller.get(files() + "/" + path.replace("/", "%2F").replace("..", "%2E%2E%2F.."))
                .refusedWith(ErrorCode.INVALID_PARAMETER);
        caller.get(files() + "?path=" + URLEncoder.encode(path, StandardCharsets.UTF_8))
                .refusedWith(ErrorCode.INVALID_PARAMETER);

        assertThat(names()).isEmpty();
    }

    @Test
    void linksThatCodePlantedAreNotFollowed() {
        sandbox.shell(
                        "ln -s /etc out; ln -s /etc/passwd leak; ln -s . here; mkfifo pipe; echo x > x")
                .ok();

        for (String path : new String[] {"leak", "out/passwd", "here/x"}) {
            caller.get(at(path)).refusedWith(ErrorCode.INVALID_PARAMETER);
            upload(path, "mine").refusedWith(ErrorCode.INVALID_PARAMETER);
        }
        caller.get(at("pipe")).refusedWith(ErrorCode.CONFLICT);

        assertThat(names()).containsExactly("x");
        assertThat(sandbox.shell("readlink leak; cat x").ok().stdout())
                .isEqualTo("/etc/passwd\nx\n");
    }

    @Test
    void anArchiveIsUnpacked() throws IOException {
        byte[] archive = zip(Map.of("a.txt", "a", "d/b.txt", "b"));

        JsonNode first =
                send(files() + "/upload?extract=true&path=to", new Form().file(archive))
                        .expect(200)
                        .json();
        JsonNode again =
                send(
                                files() + "/upload",
                                new Form()
                                        .field("extract", "true")
                                        .field("path", "to")
                                        .file(archive))
                        .expect(200)
                        .json();

        assertThat(first.path("mode").asText()).isEqualTo("archive_extract");
        assertThat(first.path("extract_path").asText()).isEqualTo("to");
        assertThat(first.path("extracted_file_count").asInt()).isEqualTo(2);
        assertThat(first.path("skipped_file_count").asInt()).isZero();
        assertThat(first.path("size").asInt()).isEqualTo(archive.length);
        assertThat(again.path("skipped_file_count").asInt()).isEqualTo(2);
        assertThat(names()).containsExactly("to/a.txt", "to/d/b.txt");
        send(files() + "/upload?extract=true", new Form().file(new byte[5]))
                .refusedWith(ErrorCode.NOT_AN_ARCHIVE);
        send(files() + "/upload?extract=true", new Form().file(zip(Map.of("../x", "1"))))
                .refusedWith(ErrorCode.INVALID_PARAMETER);
    }

    @Test
    void formsThatAreNotWellFormedAreRefused() {
        byte[] one = new byte[1];
        send(files() + "/upload", new Form().field("path", "x"))
                .refusedWith(ErrorCode.INVALID_PARAMETER);
        send(files() + "/upload", new Form().file(one)).refusedWith(ErrorCode.INVALID_PARAMETER);
        send(files() + "/upload?path=x", new Form().file("other", one))
                .refusedWith(ErrorCode.INVALID_PARAMETER);
        send(files() + "/upload?path=x", new Form().file(one).file(one))
                .refusedWith(ErrorCode.INVALID_PARAMETER);
        send(files() + "/upload?path=x", new Form().field("nix", "1").file(one))
                .refusedWith(ErrorCode.INVALID_PARAMETER);
        send(files() + "/upload?path=x&extract=perhaps", new Form().file(one))
                .refusedWith(ErrorCode.INVALID_PARAMETER);
        caller.send(Method.POST, files() + "/upload?path=x", "application/octet-stream", one)
                .refusedWith(ErrorCode.UNSUPPORTED_MEDIA_TYPE);

        assertThat(names()).isEmpty();
    }

    @Test
    void anotherTenantsFilesAreNotThere() {
        upload("mine", "x").expect(200);
        Caller other = product.newTenant();

        other.get(files()).refusedWith(ErrorCode.SESSION_NOT_FOUND);
        other.get(at("mine")).refusedWith(ErrorCode.SESSION_NOT_FOUND);
        other.delete(at("mine")).refusedWith(ErrorCode.SESSION_NOT_FOUND);
        other.send(
                        Method.POST,
                        files() + "/upload?path=x",
                        Form.TYPE,
                        new Form().file(new byte[1]).end())
                .refusedWith(ErrorCode.SESSION_NOT_FOUND);
        product.anonymous().get(files()).refusedWith(ErrorCode.UNAUTHORIZED);

        assertThat(names()).containsExactly("mine");
    }

    @Test
    void aListStopsAtItsLimitAndSaysSo() {
        sandbox.shell("mkdir d; for i in 1 2 3; do echo > d/$i; done; echo > e").ok();

        JsonNode some = caller.get(files() + "?path=d/&limit=2").expect(200).json();

        assertThat(some.path("files").findValuesAsText("name")).containsExactly("d/1", "d/2");
        assertThat(some.path("files").path(0).path("container_path").asText())
                .isEqualTo("/workspace/d/1");
        assertThat(some.path("truncated").asBoolean()).isTrue();
        caller.get(files() + "?limit=0").refusedWith(ErrorCode.INVALID_PARAMETER);
        caller.get(files() + "?limit=10001").refusedWith(ErrorCode.INVALID_PARAMETER);
        caller.get(files() + "?path=nix").refusedWith(ErrorCode.FILE_NOT_FOUND);
    }

    private Answer upload(String path, String content) {
        return send(
                files() + "/upload",
                new Form().field("path", path).file(content.getBytes(StandardCharsets.UTF_8)));
    }

    private Answer send(String path, Form form) {
        return caller.send(Method.POST, path, Form.TYPE, form.end());
    }

    private String files() {
        return sandbox.path() + "/files";
    }

    private String at(String path) {
        return files()
                + "/"
                + URLEncoder.encode(path, StandardCharsets.UTF_8)
                        .replace("+", "%20")
                        .replace("%2F", "/");
    }

    private Iterable<String> names() {
        return caller.get(files()).expect(200).json().path("files").findValuesAsText("name");
    }

    private static String python(String text) {
        var literal = new StringBuilder("'");
        text.codePoints().forEach(c -> literal.append(String.format(Locale.ROOT, "\\U%08x", c)));
        return literal.append("'").toString();
    }

    private static byte[] zip(Map<String, String> files) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ZipOutputStream(bytes)) {
            for (var file : files.entrySet()) {
                out.putNextEntry(new ZipEntry(file.getKey()));
                out.write(file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }
}
