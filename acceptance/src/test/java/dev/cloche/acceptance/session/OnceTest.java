package dev.cloche.acceptance.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.SharedProduct;
import dev.cloche.api.error.ErrorCode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What is asked for several times and done once.
@ExtendWith(SharedProduct.class)
final class OnceTest {

    private static final String SESSIONS = "/api/v1/sessions";
    private static final int CROWD = 12;

    private final Caller caller;

    OnceTest(Caller caller) {
        this.caller = caller;
    }

    @Test
    void manyWhoAskForOneAgentShareItsSession() throws InterruptedException, ExecutionException {
        Map<String, ?> asked = Map.of("template_id", "python-basic", "agent_id", "ann");

        Set<String> ids = crowd(() -> created(caller, asked));

        assertThat(ids).hasSize(1);
        assertThat(total()).isEqualTo(1);
        end(ids);
    }

    @Test
    void manyWhoAskUnderOneKeyGetOneSession() throws InterruptedException, ExecutionException {
        Map<String, ?> asked = Map.of("template_id", "python-basic");
        Caller keyed = caller.with("Idempotency-Key", "the same");

        Set<String> ids = crowd(() -> created(keyed, asked));

        assertThat(ids).hasSize(1);
        assertThat(total()).isEqualTo(1);
        keyed.post(SESSIONS, Map.of("template_id", "multi-language"))
                .refusedWith(ErrorCode.CONFLICT);
        end(ids);
    }

    @Test
    void manyWhoSubmitUnderOneKeyRunCodeOnce(Sandbox sandbox)
            throws InterruptedException, ExecutionException {
        Caller keyed = caller.with("Idempotency-Key", "run");
        Map<String, ?> asked = Map.of("language", "shell", "code", "echo x >> ran; echo done");

        Set<String> ids =
                crowd(() ->
                        keyed.post(sandbox.path() + "/execute?wait=30", asked)
                                .expect(200)
                                .text("execution_id"));

        assertThat(ids).hasSize(1);
        assertThat(sandbox.shell("cat ran").ok().stdout()).isEqualTo("x\n");
        assertThat(keyed.post(sandbox.path() + "/execute-sync", asked).expect(200).text("stdout"))
                .isEqualTo("done\n");
    }

    @Test
    void aRunStartsWhereItIsTold(Sandbox sandbox) {
        for (String language : List.of("python", "javascript", "shell")) {
            String code =
                    switch (language) {
                        case "python" -> "import os; print(os.getcwd())";
                        case "javascript" -> "console.log(process.cwd())";
                        default -> "pwd";
                    };
            assertThat(
                            sandbox.run(
                                            Map.of(
                                                    "language",
                                                    language,
                                                    "code",
                                                    code,
                                                    "working_directory",
                                                    "a/" + language))
                                    .ok()
                                    .stdout())
                    .isEqualTo("/workspace/a/" + language + "\n");
        }
    }

    private static String created(Caller who, Map<String, ?> asked) {
        return who.post(SESSIONS + "?wait=60", asked).expect(201).text("session_id");
    }

    private int total() {
        return caller.get(SESSIONS).expect(200).json().path("total").asInt();
    }

    private void end(Set<String> ids) {
        ids.forEach(id -> caller.delete(SESSIONS + "/" + id).expect(200));
    }

    private static Set<String> crowd(Callable<String> each)
            throws InterruptedException, ExecutionException {
        Set<String> answers = new HashSet<>();
        try (var threads = Executors.newFixedThreadPool(CROWD)) {
            for (Future<String> one :
                    threads.invokeAll(Stream.generate(() -> each).limit(CROWD).toList())) {
                answers.add(one.get());
            }
        }
        return answers;
    }
}
