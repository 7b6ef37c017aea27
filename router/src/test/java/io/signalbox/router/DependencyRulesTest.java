package io.signalbox.router;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import io.signalbox.transport.port.ListeningAddress;

/** What each package of the router may know, bottom up, as docs/ARCHITECTURE.md draws it. */
@AnalyzeClasses(packages = "io.signalbox.router", importOptions = ImportOption.DoNotIncludeTests.class)
class DependencyRulesTest {

    @ArchTest
    static final ArchRule layers_know_only_what_is_below = Architectures.layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("match")
            .definedBy("..router.match..")
            .layer("session")
            .definedBy("..router.session..")
            .layer("store")
            .definedBy("..router.store..")
            .layer("broker")
            .definedBy("..router.broker..")
            .layer("dealer")
            .definedBy("..router.dealer..")
            .layer("meta")
            .definedBy("..router.meta..")
            .layer("auth")
            .definedBy("..router.auth..")
            .layer("cookie")
            .definedBy("..router.cookie..")
            .layer("authz")
            .definedBy("..router.authz..")
            .layer("contract")
            .definedBy("..router.contract..")
            .layer("realm")
            .definedBy("..router.realm..")
            .layer("config")
            .definedBy("..router.config..")
            .layer("schema")
            .definedBy("..router.schema..")
            .layer("document")
            .definedBy("..router.document..")
            .layer("yaml")
            .definedBy("..router.yaml..")
            .layer("extension")
            .definedBy("..router.extension..")
            .layer("bridge")
            .definedBy("..router.bridge..")
            .layer("local")
            .definedBy("..router.local..")
            .layer("component")
            .definedBy("..router.component..")
            .layer("connecting")
            .definedBy("..router.connecting..")
            .layer("link")
            .definedBy("..router.link..")
            .layer("process")
            .definedBy("io.signalbox.router.process..")
            .layer("container")
            .definedBy("..router.container..")
            .layer("node")
            .definedBy("..router.node..")
            .layer("shell")
            .definedBy("..router.shell..")
            .layer("cli")
            .definedBy("..router.cli..")
            .whereLayer("match")
            .mayOnlyBeAccessedByLayers("broker", "dealer", "authz", "contract", "realm", "node")
            .whereLayer("store")
            .mayOnlyBeAccessedByLayers("broker", "realm", "node")
            .whereLayer("broker")
            .mayOnlyBeAccessedByLayers("meta", "realm", "node")
            .whereLayer("dealer")
            .mayOnlyBeAccessedByLayers("meta", "realm", "node")
            .whereLayer("meta")
            .mayOnlyBeAccessedByLayers("realm", "node")
            .whereLayer("auth")
            .mayOnlyBeAccessedByLayers("cookie", "realm", "config", "node", "cli")
            .whereLayer("cookie")
            .mayOnlyBeAccessedByLayers("node")
            .whereLayer("authz")
            .mayOnlyBeAccessedByLayers("config", "node")
            .whereLayer("contract")
            .mayOnlyBeAccessedByLayers("config", "node")
            .whereLayer("realm")
            .mayOnlyBeAccessedByLayers("node")
            .whereLayer("config")
            .mayOnlyBeAccessedByLayers("node", "cli")
            .whereLayer("schema")
            .mayOnlyBeAccessedByLayers("extension", "config")
            .whereLayer("document")
            .mayOnlyBeAccessedByLayers("schema", "extension", "config", "node", "cli")
            .whereLayer("yaml")
            .mayOnlyBeAccessedByLayers("document")
            .whereLayer("extension")
            .mayOnlyBeAccessedByLayers("config", "node")
            .whereLayer("bridge")
            .mayOnlyBeAccessedByLayers("component", "config")
            .whereLayer("bridge")
            .mayNotAccessAnyLayer()
            .whereLayer("local")
            .mayOnlyBeAccessedByLayers("extension", "component", "node")
            .whereLayer("local")
            .mayNotAccessAnyLayer()
            .whereLayer("component")
            .mayOnlyBeAccessedByLayers("container", "node", "cli")
            .whereLayer("connecting")
            .mayOnlyBeAccessedByLayers("link", "node", "cli")
            .whereLayer("connecting")
            .mayNotAccessAnyLayer()
            .whereLayer("link")
            .mayOnlyBeAccessedByLayers("node", "cli")
            .whereLayer("process")
            .mayOnlyBeAccessedByLayers("config", "container", "node")
            .whereLayer("container")
            .mayOnlyBeAccessedByLayers("node")
            .whereLayer("node")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("shell")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("shell")
            .mayNotAccessAnyLayer()
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule routing_knows_no_transport_and_no_library = noClasses()
            .that()
            .resideInAnyPackage(
                    "..router.match..",
                    "..router.session..",
                    "..router.broker..",
                    "..router.dealer..",
                    "..router.meta..",
                    "..router.auth..",
                    "..router.authz..",
                    "..router.realm..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.signalbox.transport..",
                    "org.eclipse.jetty..",
                    "com.fasterxml..",
                    "com.networknt..",
                    "picocli..");

    @ArchTest
    static final ArchRule only_authentication_knows_the_library_for_tokens = noClasses()
            .that()
            .resideOutsideOfPackage("..router.auth..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.nimbusds..");

    /** The records that a configuration becomes belong to those who act upon them; only wiring knows that there is a file. */
    @ArchTest
    static final ArchRule only_wiring_knows_the_configuration = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "..router.extension..",
                    "..router.config..",
                    "..router.schema..",
                    "..router.document..",
                    "..router.node..",
                    "..router.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..router.config..", "..router.schema..", "..router.document..");

    @ArchTest
    static final ArchRule only_the_node_composes_transports = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "..router.node..", "..router.extension..", "..router.config..", "..router.connecting..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.signalbox.transport..", "org.eclipse.jetty..");

    /** Checks read the files of keys and certificates and ranges of addresses, and know how long the path of a socket may be. */
    @ArchTest
    static final ArchRule the_configuration_knows_only_tls_and_addresses_of_the_transports = noClasses()
            .that()
            .resideInAPackage("..router.config..")
            .should()
            .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("io.signalbox.transport..")
                    .and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(
                            "io.signalbox.transport.tls..", "io.signalbox.transport.proxy..")))
                    .and(DescribedPredicate.not(JavaClass.Predicates.belongToAnyOf(ListeningAddress.class))));

    @ArchTest
    static final ArchRule packages_form_no_cycle =
            slices().matching("io.signalbox.router.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule routing_code_takes_no_monitor = noClasses()
            .that()
            .resideInAnyPackage("..router.session..", "..router.broker..", "..router.dealer..", "..router.realm..")
            .should()
            .callMethod(Object.class, "wait")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("java.util.concurrent.locks");

    @ArchTest
    static final ArchRule fields_that_are_static_are_final = fields().that()
            .areStatic()
            .and()
            .areDeclaredInClassesThat()
            .areNotEnums()
            .should()
            .beFinal();

    @ArchTest
    static final ArchRule names_say_what_a_class_is = classes()
            .should()
            .haveSimpleNameNotEndingWith("Util")
            .andShould()
            .haveSimpleNameNotEndingWith("Utils")
            .andShould()
            .haveSimpleNameNotEndingWith("Manager")
            .andShould()
            .haveSimpleNameNotEndingWith("Helper")
            .andShould()
            .haveSimpleNameNotEndingWith("Impl");
}
