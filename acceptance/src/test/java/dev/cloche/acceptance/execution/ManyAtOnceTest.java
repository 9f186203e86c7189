package dev.cloche.acceptance.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Finished;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.SharedProduct;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedProduct.class)
final class ManyAtOnceTest {

    private static final int SESSIONS = 5;
    private static final int RUNS = 50;

    private final Caller caller;

    ManyAtOnceTest(Product product) {
        this.caller = product.newTenant();
    }

    @Test
    void fiftyRunsInFiveSessionsEachGetTheirOwnResult()
            throws InterruptedException, ExecutionException {
        List<Sandbox> sandboxes = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            sandboxes.add(Sandbox.open(caller));
        }

        List<Finished> runs = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(RUNS)) {
            List<Future<Finished>> pending = new ArrayList<>();
            for (int i = 0; i < RUNS; i++) {
                Map<String, Object> request = request(i);
                Sandbox sandbox = sandboxes.get(i % SESSIONS);
                pending.add(threads.submit(() -> sandbox.run(request)));
            }
            for (Future<Finished> one : pending) {
                runs.add(one.get());
            }
        }

        for (int i = 0; i < RUNS; i++) {
            Finished run = runs.get(i).ok();
            assertThat(run.stdout()).isEqualTo("out " + i + "\n");
            assertThat(run.stderr()).isEqualTo("err " + i + "\n");
            assertThat(run.returnValue().path("number").asInt(-1)).isEqualTo(i);
        }
        assertThat(runs.stream().map(Finished::executionId)).doesNotHaveDuplicates();
        for (Sandbox sandbox : sandboxes) {
            String files = sandbox.shell("ls | wc -l").ok().stdout();
            assertThat(files.strip()).isEqualTo(Integer.toString(RUNS / SESSIONS));
            sandbox.close();
        }
    }

    private static Map<String, Object> request(int number) {
        String code =
                """
                import sys, time
                def handler(event):
                    number = event["number"]
                    open(f"file-{number}", "w").close()
                    print("out", number)
                    time.sleep(0.2)
                    print("err", number, file=sys.stderr)
                    return event
                """;
        return Map.of("language", "python", "code", code, "event", Map.of("number", number));
    }
}
