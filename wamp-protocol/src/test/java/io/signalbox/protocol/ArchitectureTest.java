package io.signalbox.protocol;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.signalbox.protocol", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule the_protocol_needs_only_the_jdk = classes()
            .that()
            .resideOutsideOfPackage("..protocol.auth..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.signalbox.protocol..", "java..", "javax.net.ssl..");

    @ArchTest
    static final ArchRule authentication_also_needs_cryptography = classes()
            .that()
            .resideInAPackage("..protocol.auth..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.signalbox.protocol..",
                    "java..",
                    "javax.crypto..",
                    "javax.net.ssl..",
                    "org.bouncycastle.math.ec.rfc8032..",
                    "org.bouncycastle.crypto.generators..",
                    "org.bouncycastle.crypto.params..");

    @ArchTest
    static final ArchRule the_protocol_starts_no_threads = noClasses()
            .should()
            .callMethodWhere(target(owner(assignableTo(Thread.class))).and(not(target(name("currentThread")))))
            .orShould()
            .callConstructorWhere(target(owner(assignableTo(Thread.class))))
            .orShould()
            .beAssignableTo(Thread.class)
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.concurrent.Executors");

    @ArchTest
    static final ArchRule the_protocol_opens_no_files_or_sockets =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("java.nio.file..", "java.net..");

    @ArchTest
    static final ArchRule only_connections_know_of_executors_and_locks = noClasses()
            .that()
            .resideOutsideOfPackage("..protocol.connection..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.concurrent", "java.util.concurrent.locks..");

    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching("io.signalbox.protocol.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule messages_know_nothing_else = noClasses()
            .that()
            .resideInAPackage("..protocol.message..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..protocol.codec..", "..protocol.connection..", "..protocol.options..", "..protocol.uri..");
}
