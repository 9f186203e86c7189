package dev.cloche.control.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloche.api.dependency.Dependency;
import dev.cloche.api.execution.Language;
import dev.cloche.control.kernel.Refusal;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which packages a session may ask for.
final class DependencyRulesTest {

    private static final List<Language> BOTH = List.of(Language.PYTHON, Language.JAVASCRIPT);

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "greeter, -, greeter",
                "greeter, 1.0, greeter==1.0",
                "Zope.Interface, '>=5,<6', 'Zope.Interface>=5,<6'",
                "uvicorn[standard], ~=0.30, uvicorn[standard]~=0.30",
                "greeter, ==1.*, greeter==1.*",
                "greeter, 1.0+local.2, greeter==1.0+local.2"
            })
    void packagesOfPython(String name, @Nullable String version, String requirement) {
        List<Dependency> checked =
                DependencyRules.check(List.of(new Dependency(name, version, null)), BOTH);

        assertThat(DependencyRules.requirements(checked, Language.PYTHON))
                .containsExactly(requirement);
        assertThat(DependencyRules.requirements(checked, Language.JAVASCRIPT)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "polite, -, polite",
                "@scope/polite, ^1.2, @scope/polite@^1.2",
                "a.b, 1.0.0-rc.1, a.b@1.0.0-rc.1"
            })
    void packagesOfJavaScript(String name, @Nullable String version, String requirement) {
        List<Dependency> checked =
                DependencyRules.check(
                        List.of(new Dependency(name, version, Language.JAVASCRIPT)), BOTH);

        assertThat(DependencyRules.requirements(checked, Language.JAVASCRIPT))
                .containsExactly(requirement);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-r",
                "--index-url=http://x",
                "-e.",
                "http://x/y.whl",
                "git+https://x/y",
                "file:///etc",
                "../x",
                "./x",
                "/etc/passwd",
                ".",
                "x y",
                " x",
                "x ",
                "x;os_name=='nt'",
                "x; python_version",
                "x @ http://y",
                "x@y",
                "x\n",
                "x\u0000",
                "x\u001b[31m",
                "x$(id)",
                "x`id`",
                "x|y",
                "ünïcode",
                "",
                "x.whl",
                "x.tar.gz",
                "x.ZIP",
                "x==1.0",
                "x>1",
                "x[",
                "x[]",
                "user/repo",
                "-",
                "_x",
                "x_"
            })
    void namesThatCouldBeSomethingElseAreRefused(String name) {
        assertRefused(new Dependency(name, null, Language.PYTHON), "dependencies[0].name");
        if (!name.equals("x_")) {
            assertRefused(new Dependency(name, null, Language.JAVASCRIPT), "dependencies[0].name");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 2",
                "-1",
                "--pre",
                "1;x",
                "1,2",
                "http://x",
                "../x",
                "x/y",
                "1\n",
                "file:x",
                "git+x:y",
                "npm:x@1",
                ">=1, <2",
                "1.tgz",
                "1.tar.gz",
                "@1",
                "1$(id)",
                "==",
                ""
            })
    void versionsThatCouldBeSomethingElseAreRefused(String version) {
        assertRefused(new Dependency("x", version, Language.PYTHON), "dependencies[0].version");
        assertRefused(new Dependency("x", version, Language.JAVASCRIPT), "dependencies[0].version");
    }

    @Test
    void aVersionInTheNameIsRefusedWithAHint() {
        assertThatThrownBy(() -> check(new Dependency("pandas2.3.3", null, null)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("name 'pandas', version '2.3.3'");
    }

    @Test
    void theLanguageMustBeOneOfTheSession() {
        assertThatThrownBy(() ->
                        DependencyRules.check(
                                List.of(new Dependency("x", null, Language.JAVASCRIPT)),
                                List.of(Language.PYTHON)))
                .hasMessageContaining("dependencies[0].language");
        assertRefused(new Dependency("x", null, Language.SHELL), "dependencies[0].language");
        assertThat(
                        DependencyRules.check(
                                        List.of(new Dependency("x", null, null)),
                                        List.of(Language.JAVASCRIPT))
                                .getFirst()
                                .language())
                .isEqualTo(Language.JAVASCRIPT);
    }

    @Test
    void thePackageThatIsNamedAgainReplacesTheOther() {
        List<Dependency> there = check(new Dependency("Some.Thing", "1", null));

        assertThat(DependencyRules.merge(there, check(new Dependency("some_thing", "2", null))))
                .extracting(Dependency::version)
                .containsExactly("2");
        assertThatThrownBy(() ->
                        DependencyRules.check(
                                List.of(
                                        new Dependency("some-thing", null, null),
                                        new Dependency("Some_Thing", null, null)),
                                BOTH))
                .hasMessageContaining("dependencies[1].name");
    }

    @Test
    void thereIsAMost() {
        List<Dependency> many =
                IntStream.range(0, DependencyRules.MOST)
                        .mapToObj(number -> new Dependency("x" + number, null, Language.PYTHON))
                        .toList();

        assertThatThrownBy(() ->
                        DependencyRules.merge(
                                many, List.of(new Dependency("one", null, Language.PYTHON))))
                .hasMessageContaining("at most 50");
    }

    private static List<Dependency> check(Dependency one) {
        return DependencyRules.check(List.of(one), BOTH);
    }

    private static void assertRefused(Dependency one, String field) {
        assertThatThrownBy(() -> check(one))
                .as("%s", one)
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("'" + field + "'");
    }
}
