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
import com.tngtech.archunit.library.modules.syntax.AllowedModuleDependencies;
import io.quarkus.smallrye.openapi.OpenApiFilter;
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

    /// Feature | what it may use.
    private static final String TABLE =
            """
            kernel       |
            database     |
            web          | kernel
            auth         | web kernel
            replica      | database kernel
            reconcile    | kernel
            runtime      | kernel
            idempotency  | reconcile database web kernel
            postgres     | runtime kernel
            template     | auth database web kernel
            container    | replica runtime template auth reconcile database web kernel
            environment  | runtime template reconcile database kernel
            pool         | container template reconcile database kernel
            retention    | reconcile kernel
            executor     | replica container kernel
            limit        | auth database web kernel
            session      | replica idempotency limit executor container runtime template auth reconcile database web kernel
            dependency   | session executor container auth reconcile database web kernel
            execution    | replica dependency session idempotency limit executor container auth reconcile database web kernel
            file         | session limit executor container runtime auth reconcile database web kernel
            installation | postgres runtime kernel
            openapi      | web kernel
            """;

    @ArchTest
    static final ArchRule featuresUseOnlyWhatTheTableAllows =
            modules()
                    .definedByPackages("dev.cloche.control.(*)..")
                    .should()
                    .respectTheirAllowedDependencies(
                            allowed(), consideringOnlyDependenciesBetweenModules());

    @ArchTest
    static final ArchRule publicMeansUsedElsewhere =
            classes()
                    .that()
                    .areTopLevelClasses()
                    .and()
                    .arePublic()
                    .and()
                    .doNotHaveSimpleName("Main")
                    .and()
                    .areNotAnnotatedWith(OpenApiFilter.class)
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

    private static AllowedModuleDependencies allowed() {
        // Tests of the shape are not part of it.
        AllowedModuleDependencies allowed = allow().fromModule("test").toModules();
        for (String line : TABLE.lines().toList()) {
            String[] columns = line.split("\\|", -1);
            String[] used =
                    columns[1].isBlank() ? new String[0] : columns[1].strip().split(" ", -1);
            allowed = allowed.fromModule(columns[0].strip()).toModules(used);
        }
        return allowed;
    }

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
