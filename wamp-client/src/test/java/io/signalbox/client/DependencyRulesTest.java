package io.signalbox.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

@AnalyzeClasses(packages = "io.signalbox.client", importOptions = DoNotIncludeTests.class)
class DependencyRulesTest {

    @ArchTest
    static final ArchRule the_client_knows_no_router_and_no_jetty = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.signalbox.client..",
                    "io.signalbox.protocol..",
                    "io.signalbox.transport..",
                    "com.fasterxml.jackson..",
                    "org.slf4j..",
                    "javax.net.ssl..",
                    "java..");

    @ArchTest
    static final ArchRule values_and_credentials_know_no_transport = noClasses()
            .that()
            .resideInAnyPackage("..client.value..", "..client.auth..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.signalbox.transport..", "org.slf4j..");

    @ArchTest
    static final ArchRule no_public_method_shows_a_type_of_the_transports = codeUnits()
            .that()
            .arePublic()
            .and()
            .areDeclaredInClassesThat()
            .arePublic()
            .should(showNoTransport());

    private static ArchCondition<JavaCodeUnit> showNoTransport() {
        return new ArchCondition<>("show no type of io.signalbox.transport") {
            @Override
            public void check(JavaCodeUnit unit, ConditionEvents events) {
                unit.getAllInvolvedRawTypes().stream()
                        .filter(type -> type.getPackageName().startsWith("io.signalbox.transport"))
                        .forEach(type -> events.add(
                                SimpleConditionEvent.violated(unit, unit.getFullName() + " shows " + type.getName())));
            }
        };
    }

    @ArchTest
    static final ArchRule packages_form_no_cycle =
            slices().matching("io.signalbox.client.(*)..").should().beFreeOfCycles();
}
