package dev.cloche.control;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static com.tngtech.archunit.library.modules.syntax.AllowedModuleDependencies.allow;
import static com.tngtech.archunit.library.modules.syntax.ModuleDependencyScope.consideringOnlyDependenciesBetweenModules;
import static com.tngtech.archunit.library.modules.syntax.ModuleRuleDefinition.modules;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.GeneralCodingRules;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;

/// The shape of the control plane. The table of who may use whom stands here and nowhere else.
@AnalyzeClasses(
        packages = "dev.cloche.control",
        importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    @ArchTest
    static final ArchRule featuresUseOnlyWhatTheTableAllows =
            modules()
                    .definedByPackages("dev.cloche.control.(*)..")
                    .should()
                    .respectTheirAllowedDependencies(
                            allow().fromModule("kernel")
                                    .toModules()
                                    .fromModule("web")
                                    .toModules("kernel")
                                    .fromModule("auth")
                                    .toModules("web", "kernel")
                                    .fromModule("reconcile")
                                    .toModules("kernel")
                                    .fromModule("runtime")
                                    .toModules("kernel")
                                    .fromModule("postgres")
                                    .toModules("runtime", "kernel")
                                    .fromModule("template")
                                    .toModules("auth", "web", "kernel")
                                    .fromModule("container")
                                    .toModules(
                                            "runtime",
                                            "template",
                                            "auth",
                                            "reconcile",
                                            "web",
                                            "kernel")
                                    .fromModule("executor")
                                    .toModules("container", "kernel")
                                    .fromModule("session")
                                    .toModules(
                                            "container",
                                            "executor",
                                            "runtime",
                                            "template",
                                            "auth",
                                            "reconcile",
                                            "web",
                                            "kernel")
                                    .fromModule("execution")
                                    .toModules(
                                            "session",
                                            "container",
                                            "executor",
                                            "auth",
                                            "reconcile",
                                            "web",
                                            "kernel")
                                    .fromModule("installation")
                                    .toModules("postgres", "runtime", "kernel"),
                            consideringOnlyDependenciesBetweenModules());

    @ArchTest
    static final ArchRule publicMeansUsedElsewhere =
            classes()
                    .that()
                    .areTopLevelClasses()
                    .and()
                    .arePublic()
                    .and()
                    .doNotHaveSimpleName("Main")
                    .should(beUsedOutsideTheirPackage());

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("dev.cloche.control.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule runtimesDoNotKnowEachOther =
            slices().matching("dev.cloche.control.runtime.(*)..")
                    .should()
                    .notDependOnEachOther()
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule endpointMethodsArePublic =
            methods().that().areMetaAnnotatedWith(HttpMethod.class).should().bePublic();

    @ArchTest
    static final ArchRule endpointClassesAreNot =
            classes().that().areAnnotatedWith(Path.class).should().notBePublic();

    @ArchTest
    static final ArchRule thePublicApiAsksForRoles =
            classes()
                    .that()
                    .areAnnotatedWith(Path.class)
                    .and()
                    .haveSimpleNameNotContaining("Report")
                    .and()
                    .doNotHaveSimpleName("ErrorPageResource")
                    .and()
                    .doNotHaveSimpleName("HealthResource")
                    .should()
                    .beAnnotatedWith(RolesAllowed.class)
                    .andShould()
                    .notBeAnnotatedWith(PermitAll.class);

    @ArchTest
    static final ArchRule noHollowNames =
            noClasses()
                    .should()
                    .haveNameMatching(
                            ".*\\.(Abstract|Default)[A-Z]\\w*|.*(Impl|Utils?|Helper|Manager|Dto|VO|Bean|Base)");

    @ArchTest
    static final ArchRule constructorInjection = noFields().should().beAnnotatedWith(Inject.class);

    @ArchTest
    static final ArchRule timeAndChanceComeFromOutside =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("..runtime..", "..postgres..")
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(UUID.class, "randomUUID")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callConstructor(Random.class);

    @ArchTest
    static final ArchRule noGenericExceptions =
            GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;

    @ArchTest
    static final ArchRule noStandardStreams =
            noClasses()
                    .that()
                    .doNotHaveSimpleName("Main")
                    .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS);

    private static ArchCondition<JavaClass> beUsedOutsideTheirPackage() {
        return new ArchCondition<>("be used outside their package") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean used =
                        type.getDirectDependenciesToSelf().stream()
                                .anyMatch(use ->
                                        !use.getOriginClass()
                                                .getPackageName()
                                                .equals(type.getPackageName()));
                if (!used && type.getModifiers().contains(JavaModifier.PUBLIC)) {
                    events.add(
                            SimpleConditionEvent.violated(
                                    type, type.getName() + " is public for nobody"));
                }
            }
        };
    }
}
