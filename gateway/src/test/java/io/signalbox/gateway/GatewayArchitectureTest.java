package io.signalbox.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.signalbox.router.connecting.HttpProxyItem;
import io.signalbox.router.connecting.ReconnectItem;

/** What each package of the gateway may know. */
@AnalyzeClasses(packages = "io.signalbox.gateway", importOptions = ImportOption.DoNotIncludeTests.class)
class GatewayArchitectureTest {

    @ArchTest
    static final ArchRule the_relay_core_knows_no_configuration_and_no_server = noClasses()
            .that()
            .resideInAPackage("..gateway.relay..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.signalbox.router..", "org.eclipse.jetty.server..", "io.signalbox.gateway.reverseproxy..");

    @ArchTest
    static final ArchRule the_gateway_knows_only_the_seam_of_the_router = classes()
            .that()
            .resideInAPackage("io.signalbox.gateway..")
            .should()
            .onlyDependOnClassesThat(JavaClass.Predicates.resideInAnyPackage(
                            "java..",
                            "org.slf4j..",
                            "org.eclipse.jetty..",
                            "com.fasterxml.jackson..",
                            "io.signalbox.gateway..",
                            "io.signalbox.protocol..",
                            "io.signalbox.transport..",
                            "io.signalbox.client..",
                            "io.signalbox.router.extension..",
                            "io.signalbox.router.local..",
                            "io.signalbox.router.schema..",
                            "io.signalbox.router.document..")
                    .or(JavaClass.Predicates.belongToAnyOf(HttpProxyItem.class, ReconnectItem.class)));

    @ArchTest
    static final ArchRule packages_form_no_cycle =
            slices().matching("io.signalbox.gateway.(*)..").should().beFreeOfCycles();
}
