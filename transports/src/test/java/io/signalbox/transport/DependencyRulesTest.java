package io.signalbox.transport;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.signalbox.transport", importOptions = DoNotIncludeTests.class)
class DependencyRulesTest {
    @ArchTest
    static final ArchRule TRANSPORTS_KNOW_MESSAGES_AND_JETTY_AND_NO_REALM = classes()
            .that()
            .resideInAPackage("io.signalbox.transport..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.signalbox.transport..",
                    "io.signalbox.protocol..",
                    "org.eclipse.jetty..",
                    "org.slf4j..",
                    "org.bouncycastle..",
                    "javax.net.ssl..",
                    "javax.naming..",
                    "javax.security.auth..",
                    "java..");

    @ArchTest
    static final ArchRule ONLY_TLS_READS_KEYS = noClasses()
            .that()
            .resideOutsideOfPackage("io.signalbox.transport.tls..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.bouncycastle..", "javax.naming..");

    @ArchTest
    static final ArchRule THE_OUTBOX_KNOWS_NO_JETTY = classes()
            .that()
            .resideInAPackage("io.signalbox.transport.outbox..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.signalbox.transport.outbox..", "io.signalbox.protocol..", "java..");

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CYCLE =
            slices().matching("io.signalbox.transport.(*)..").should().beFreeOfCycles();
}
