package dev.cloche.acceptance.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Form;
import dev.cloche.acceptance.product.LivingProcess;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.api.error.ErrorCode;
import io.restassured.http.Method;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Files of sessions that are over: while their container still lives, and when it is gone.
final class FilesAfterwardsTest {

    @Test
    void filesCanBeReadUntilTheyArePurgedAndChangedNoMore() {
        try (Product product = Product.start()) {
            Caller caller = product.newTenant();
            Sandbox sandbox = Sandbox.open(caller);
            sandbox.python(
                            "import os; os.makedirs('d'); open('d/ü', 'w').write('kept')\n"
                                    + "os.symlink('/etc/passwd', 'leak'); os.mkfifo('pipe')")
                    .ok();
            String files = sandbox.path() + "/files";
            sandbox.close();

            look(caller, files);
            product.executors().forEach(LivingProcess::kill);
            Await.until(
                    "the container is known to be gone",
                    Duration.ofSeconds(60),
                    () -> product.admin().get("/api/v1/containers").expect(200).body(),
                    body -> !body.contains("\"claimed\"") && !body.contains("\"warm\""));
            look(caller, files);
        }
    }

    private static void look(Caller caller, String files) {
        assertThat(caller.get(files).expect(200).json().path("files").findValuesAsText("name"))
                .containsExactly("d/ü");
        String file = files + "/d/%C3%BC";
        assertThat(caller.get(file).expect(200).body()).isEqualTo("kept");
        assertThat(caller.with("Range", "bytes=1-2").get(file).expect(206).body()).isEqualTo("ep");
        String etag = caller.send(Method.HEAD, file).expect(200).header("etag").orElseThrow();
        caller.with("If-None-Match", etag).get(file).expect(304);
        caller.get(files + "/leak").refusedWith(ErrorCode.INVALID_PARAMETER);
        caller.get(files + "/pipe").refusedWith(ErrorCode.CONFLICT);
        caller.get(files + "/d").refusedWith(ErrorCode.CONFLICT);
        caller.get(files + "/nix").refusedWith(ErrorCode.FILE_NOT_FOUND);
        caller.delete(file).refusedWith(ErrorCode.SESSION_NOT_FOUND);
        caller.send(
                        Method.POST,
                        files + "/upload?path=new",
                        Form.TYPE,
                        new Form().file(new byte[1]).end())
                .refusedWith(ErrorCode.SESSION_NOT_FOUND);
    }
}
