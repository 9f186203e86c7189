package dev.cloche.executor.run;

import static dev.cloche.executor.run.ContractCase.python;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.api.execution.Language;
import dev.cloche.executor.process.ChildRequest;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Libraries that are imported in advance behave as if code had imported them itself. Needs
/// Debian's `python3-pandas` and `python3-matplotlib`, or their like in `/usr`.
@ParameterizedClass(name = "walls by {0}")
@EnumSource(
        value = ChildRequest.WallBuilder.class,
        names = {"BUBBLEWRAP", "FASTEST"})
final class DataScienceTest {

    private static Workbench bench;
    private static ChildRequest.WallBuilder builder;

    @BeforeParameterizedClassInvocation
    static void start(ChildRequest.WallBuilder walls) throws IOException, InterruptedException {
        var look = new ProcessBuilder("/usr/bin/python3", "-c", "import pandas, matplotlib");
        assumeTrue(look.start().waitFor() == 0, "pandas and matplotlib are not installed");
        builder = walls;
        bench = new Workbench(Workbench.Plan.of(walls).preload("numpy", "pandas"));
        bench.bind("science", Workbench.LIMITS);
    }

    @AfterParameterizedClassInvocation
    static void end() throws IOException {
        if (bench != null) {
            bench.close();
        }
    }

    @SuppressWarnings("unused")
    DataScienceTest(ChildRequest.WallBuilder walls) {}

    @ParameterizedTest(name = "{0}")
    @MethodSource("scripts")
    void behaves(ContractCase one) {
        var request =
                bench.request(
                        one.language,
                        one.code,
                        one.event,
                        one.environment,
                        one.stdin,
                        one.timeoutMs);

        one.check(bench.report("science", request));
    }

    static Stream<ContractCase> scripts() {
        return Stream.of(
                python(
                                "sums a frame",
                                "import pandas as pd\nprint(pd.DataFrame({'a': [1, 2], 'b': [3.5, 4]}).sum().to_dict())")
                        .prints("{'a': 3.0, 'b': 7.5}\n")
                        .quiet(),
                python(
                                "multiplies matrices",
                                "import numpy as np\na = np.arange(250000.).reshape(500, 500)\nprint(int((a @ a).trace()) > 0)")
                        .prints("True\n"),
                python(
                                "reads and writes tables",
                                "import pandas as pd\npd.DataFrame({'x': [1, 2]}).to_csv('t.csv', index=False)\nprint(pd.read_csv('t.csv').x.tolist())")
                        .prints("[1, 2]\n")
                        .makes("t.csv"),
                python(
                                "draws",
                                "import matplotlib.pyplot as plt\nplt.plot([1, 4, 9])\nplt.savefig('plot.png')\nprint(open('plot.png', 'rb').read(4))")
                        .prints("b'\\x89PNG'\n")
                        .makes("plot.png"),
                python(
                                "returns numbers of the library",
                                "import numpy as np\ndef handler(event): return {'mean': float(np.mean(event['values']))}")
                        .event("{\"values\": [1, 2, 6]}")
                        .returns("{\"mean\":3.0}"),
                python(
                                "cannot return what has no JSON form",
                                "import numpy as np\ndef handler(event): return np.int64(3)")
                        .leaves(1)
                        .verdict("error")
                        .complains("TypeError", "int64"),
                python(
                                "warns where the code is",
                                "import numpy as np\nx = np.array([1.0, 0.0])\nprint((1 / x)[0])")
                        .prints("1.0\n")
                        .complains("main.py:3: RuntimeWarning: divide by zero"),
                python(
                                "uses several processes with it",
                                "import numpy as np\nfrom multiprocessing import Pool\ndef f(x): return int(np.full(3, x).sum())\nif __name__ == '__main__':\n  with Pool(2) as p: print(p.map(f, [1, 2]))")
                        .prints("[3, 6]\n"),
                python(
                                "takes what the environment says of threads",
                                "import os, numpy\nprint(os.environ['OPENBLAS_NUM_THREADS'])")
                        .environment(Map.of("OPENBLAS_NUM_THREADS", "2"))
                        .prints("2\n"),
                python(
                                "takes the time zone of the environment",
                                "import pandas as pd, time\nprint(time.tzname[0], pd.Timestamp(0).isoformat())")
                        .environment(Map.of("TZ", "Asia/Tokyo"))
                        .prints("JST 1970-01-01T00:00:00\n"),
                python(
                                "prefers modules of the workspace",
                                "import subprocess, sys\nopen('pandas.py', 'w').write('mine = 1')\nprint(subprocess.run([sys.executable, '-c', 'import pandas; print(pandas.mine)'], capture_output=True, text=True).stdout)\nimport os; os.unlink('pandas.py')")
                        .prints("1\n\n"));
    }

    @Test
    void aModuleOfTheWorkspaceComesFirst() {
        report("open('pandas.py', 'w').write('mine = 1')");

        JsonNode shadowed = report("import pandas\nprint(pandas.mine)");
        report("import os; os.unlink('pandas.py')");

        assertThat(shadowed.path("stdout").asText()).isEqualTo("1\n");
    }

    @Test
    void randomNumbersAreNotShared() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 8; i++) {
            seen.add(report("import numpy\nprint(numpy.random.rand())").path("stdout").asText());
        }

        assertThat(seen).hasSize(8);
    }

    @Test
    void itIsThereWithoutBeingImportedWhereSandboxesWait() {
        String there = report("import sys\nprint('numpy' in sys.modules)").path("stdout").asText();

        assertThat(there)
                .isEqualTo(builder == ChildRequest.WallBuilder.FASTEST ? "True\n" : "False\n");
    }

    private static JsonNode report(String code) {
        return bench.report("science", bench.request(Language.PYTHON, code));
    }
}
