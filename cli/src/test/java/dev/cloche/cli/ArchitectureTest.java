package dev.cloche.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
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
import java.time.Instant;

/// The shape of the command line. The table is the only copy of it.
@AnalyzeClasses(packages = "dev.cloche.cli", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    @ArchTest
    static final ArchRule featuresUseOnlyWhatTheTableAllows =
            modules()
                    .definedByPackages("dev.cloche.cli.(*)..")
                    .should()
                    .respectTheirAllowedDependencies(
                            allow().fromModule("machine")
                                    .toModules("kernel")
                                    .fromModule("platform")
                                    .toModules("machine", "kernel")
                                    .fromModule("token")
                                    .toModules("platform", "kernel")
                                    .fromModule("run")
                                    .toModules("platform", "kernel")
                                    .fromModule("bench")
                                    .toModules("platform", "machine", "kernel")
                                    .fromModule("soak")
                                    .toModules("platform", "machine", "kernel")
                                    .fromModule("chaos")
                                    .toModules("up", "platform", "machine", "kernel")
                                    .fromModule("up")
                                    .toModules("platform", "kernel"),
                            consideringOnlyDependenciesBetweenModules());

    @ArchTest
    static final ArchRule nothingDependsOnItselfInACircle =
            slices().matching("dev.cloche.cli.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule publicMeansUsedElsewhere =
            classes().that().arePublic().and().areTopLevelClasses().should(beUsedElsewhere());

    @ArchTest
    static final ArchRule classesAreFinal =
            classes()
                    .that()
                    .areTopLevelClasses()
                    .and()
                    .areNotInterfaces()
                    .and()
                    .doNotHaveSimpleName("package-info")
                    .should()
                    .haveModifier(JavaModifier.FINAL)
                    .orShould()
                    .beEnums();

    @ArchTest
    static final ArchRule onePlacePrints =
            noClasses()
                    .that()
                    .doNotHaveFullyQualifiedName("dev.cloche.cli.kernel.Console")
                    .should(ACCESS_STANDARD_STREAMS);

    @ArchTest
    static final ArchRule onePlaceReadsStandardInput =
            noClasses()
                    .that()
                    .doNotHaveFullyQualifiedName("dev.cloche.cli.kernel.Console")
                    .should()
                    .accessField(System.class, "in");

    @ArchTest
    static final ArchRule onlyTheBeginningEndsTheProcess =
            noClasses()
                    .that()
                    .doNotHaveFullyQualifiedName("dev.cloche.cli.Main")
                    .should()
                    .callMethod(System.class, "exit", int.class);

    @ArchTest
    static final ArchRule noHollowNames =
            noClasses()
                    .should()
                    .haveNameMatching(
                            ".*(Impl|Utils?|Helper|Manager|Dto|VO|Bean|Base)|.*\\.(Abstract|Default)[^.]*");

    @ArchTest
    static final ArchRule timeIsGiven = noClasses().should().callMethod(Instant.class, "now");

    @ArchTest
    static final ArchRule failuresHaveTheirOwnType = NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;

    private static ArchCondition<JavaClass> beUsedElsewhere() {
        return new ArchCondition<>("be used by another package") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean used =
                        type.getDirectDependenciesToSelf().stream()
                                .anyMatch(it ->
                                        !it.getOriginClass()
                                                .getPackageName()
                                                .equals(type.getPackageName()));
                if (!used) {
                    events.add(
                            SimpleConditionEvent.violated(
                                    type, type.getName() + " is public for nobody"));
                }
            }
        };
    }
}
