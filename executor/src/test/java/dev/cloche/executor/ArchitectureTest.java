package dev.cloche.executor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import jakarta.inject.Inject;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.UUID;

/// The shape of this module.
@AnalyzeClasses(
        packages = "dev.cloche.executor",
        importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    @ArchTest
    static final ArchRule PUBLIC_MEANS_USED_ELSEWHERE =
            classes()
                    .that()
                    .areTopLevelClasses()
                    .and()
                    .haveModifier(JavaModifier.PUBLIC)
                    .and()
                    .doNotHaveSimpleName("Main")
                    .should(beUsedOutsideTheirPackage());

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("dev.cloche.executor.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ENDPOINT_METHODS_ARE_PUBLIC =
            methods().that().areMetaAnnotatedWith(HttpMethod.class).should().bePublic();

    @ArchTest
    static final ArchRule ENDPOINTS_ARE_NOT =
            classes().that().areAnnotatedWith(Path.class).should().notBePublic();

    @ArchTest
    static final ArchRule NO_HOLLOW_NAMES =
            noClasses()
                    .should()
                    .haveNameMatching(
                            ".*(Impl|Utils?|Helper|Manager|Dto|VO|Bean|Base)|.*[.$](Abstract|Default)[^.]*");

    @ArchTest
    static final ArchRule CONSTRUCTORS_INJECT = noFields().should().beAnnotatedWith(Inject.class);

    @ArchTest
    static final ArchRule TIME_IS_INJECTED = noClasses().should().callMethod(Instant.class, "now");

    @ArchTest
    static final ArchRule NAMES_AT_RANDOM_ARE_FOR_REQUESTS_ONLY =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("..web..")
                    .should()
                    .callMethod(UUID.class, "randomUUID");

    @ArchTest
    static final ArchRule NO_GENERIC_EXCEPTIONS = NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;

    @ArchTest
    static final ArchRule STANDARD_STREAMS_ARE_FOR_MAIN =
            noClasses()
                    .that()
                    .doNotHaveSimpleName("Main")
                    .should()
                    .accessField(System.class, "out")
                    .orShould()
                    .accessField(System.class, "err");

    private static ArchCondition<JavaClass> beUsedOutsideTheirPackage() {
        return new ArchCondition<>("be used outside their package") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean used =
                        type.getDirectDependenciesToSelf().stream()
                                .anyMatch(one ->
                                        !one.getOriginClass()
                                                .getPackageName()
                                                .equals(type.getPackageName()));
                if (!used) {
                    events.add(SimpleConditionEvent.violated(type, type + " is public for nobody"));
                }
            }
        };
    }
}
