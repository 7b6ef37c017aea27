package io.signalbox.router.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.signalbox.client.WampClient;
import io.signalbox.client.WampSession;
import io.signalbox.router.Patience;
import io.signalbox.router.component.ComponentJar;
import io.signalbox.router.component.ComponentSettings;
import io.signalbox.router.component.HostedComponent;
import io.signalbox.router.local.LocalMember;
import io.signalbox.router.local.LocalRealm;
import io.signalbox.router.process.RestartPolicy;
import io.signalbox.router.process.RestartPolicy.Policy;
import io.signalbox.router.process.ShutdownTrigger;
import io.signalbox.router.process.Supervisor;
import io.signalbox.router.process.WorkerExit;
import io.signalbox.router.realm.RecordedLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Restarts and ends of the components of a container. */
@Timeout(2 * Patience.SECONDS)
class ContainerTest {
    private static final String HEAD = "package app; import io.signalbox.client.*; public class ";

    /** Each instance registers procedures by which a test ends it. */
    private static final String SERVICE =
            HEAD + "Service implements Component { public void start(ComponentContext c) {"
                    + " String id = c.id(); c.session().register(id + \".here\", call -> System.identityHashCode(this));"
                    + " c.session().register(id + \".finish\", call -> { c.complete(); return null; });"
                    + " c.session().register(id + \".fail\", call -> { c.fail(new Exception(\"on request\")); return null; }); } }";

    private static final String FAILER = HEAD + "Failer implements Component { public void start(ComponentContext c)"
            + " throws Exception { throw new Exception(\"at once\"); } }";

    @TempDir
    private static Path directory;

    private static Path jar;

    private final LocalRealm realm = new LocalRealm();
    private final List<Container> containers = new ArrayList<>();

    @BeforeAll
    static void compile() throws IOException {
        jar = ComponentJar.of(directory, "app", Map.of("app.Service", SERVICE, "app.Failer", FAILER));
    }

    @AfterEach
    void end() {
        containers.forEach(container ->
                container.stop().orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join());
        realm.close();
    }

    private ContainedComponent component(String id, String name, Policy policy) {
        ComponentSettings settings = new ComponentSettings(
                id,
                "app." + name,
                "realm1",
                new ObjectMapper().createObjectNode(),
                List.of(jar),
                Patience.MILLIS,
                Patience.MILLIS);
        LocalMember member = new LocalMember(id, "anonymous", "component");
        return new ContainedComponent(
                id,
                () -> new HostedComponent(settings, () -> realm.members().client(member, "realm1"), realm.timers()),
                new RestartPolicy(policy, 1, 1, 60_000, 0, 0, 60_000),
                realm.timers(),
                new Random(1));
    }

    private Container started(ShutdownMode mode, ContainedComponent... components) {
        Container container = new Container("services", mode, List.of(components));
        containers.add(container);
        container.start().orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
        return container;
    }

    private WampClient client() {
        return realm.members()
                .client(new LocalMember("test", "anonymous", "test"), "realm1")
                .build();
    }

    /** Returns the identity of the instance that answers; waits for an instance if there is none. */
    private static int instance(WampSession session, String id) {
        return Patience.await()
                .ignoreExceptions()
                .until(() -> session.call(id + ".here").as(Integer.class), identity -> true);
    }

    private static void awaitEnd(ContainedComponent component) {
        component.end().orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
    }

    private static boolean end(Container container) {
        return container.end().orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
    }

    @Test
    void a_component_that_fails_is_started_again_with_a_new_instance_and_one_that_is_complete_is_not() {
        ContainedComponent first = component("one", "Service", Policy.ON_FAILURE);
        ContainedComponent second = component("two", "Service", Policy.ON_FAILURE);
        Container container = started(ShutdownMode.SHUTDOWN_MANUAL, first, second);
        try (WampClient client = client()) {
            WampSession session = client.connect();
            int before = instance(session, "one");
            session.callAsync("one.fail");
            Patience.await()
                    .untilAsserted(() -> assertThat(instance(session, "one")).isNotEqualTo(before));
            session.callAsync("two.finish");
            awaitEnd(second);
            assertThat(second.hasFailed()).isFalse();
            assertThat(first.isOver()).isFalse();
            assertThat(container.end()).isNotDone();
        }
    }

    @Test
    void a_component_that_is_always_started_again_also_is_when_it_is_complete() {
        started(ShutdownMode.SHUTDOWN_MANUAL, component("one", "Service", Policy.ALWAYS));
        try (WampClient client = client()) {
            WampSession session = client.connect();
            int before = instance(session, "one");
            session.callAsync("one.finish");
            Patience.await()
                    .untilAsserted(() -> assertThat(instance(session, "one")).isNotEqualTo(before));
        }
    }

    @Test
    void ten_starts_in_a_row_are_the_last_and_do_not_end_the_others() {
        RecordedLog log = RecordedLog.of(ContainedComponent.class);
        ContainedComponent failing = component("one", "Failer", Policy.ALWAYS);
        ContainedComponent service = component("two", "Service", Policy.ALWAYS);
        started(ShutdownMode.SHUTDOWN_MANUAL, failing, service);
        awaitEnd(failing);
        log.stop();
        assertThat(failing.hasFailed()).isTrue();
        assertThat(log.lines()).hasSize(10);
        assertThat(log.lines().getFirst()).isEqualTo("component=one is started again in 1 ms, restart 1 in a row");
        assertThat(log.lines().getLast())
                .matches(
                        "component=one is not started again: 10 starts within \\d+ ms; mend the failure above, and start"
                                + " the node again");
        try (WampClient client = client()) {
            assertThat(instance(client.connect(), "two")).isNotZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SHUTDOWN_ON_ANY_COMPONENT_STOPPED, finish, false",
        "SHUTDOWN_ON_ANY_COMPONENT_STOPPED, fail, true",
        "SHUTDOWN_ON_ANY_COMPONENT_FAILED, fail, true"
    })
    void the_end_of_a_component_ends_the_container_as_its_mode_says(
            ShutdownMode mode, String procedure, boolean isFailure) {
        Container container =
                started(mode, component("one", "Service", Policy.NEVER), component("two", "Service", Policy.NEVER));
        try (WampClient client = client()) {
            client.connect().callAsync("two." + procedure);
            assertThat(end(container)).isEqualTo(isFailure);
        }
    }

    @Test
    void the_last_end_ends_the_container_and_another_one_does_not() {
        ContainedComponent first = component("one", "Service", Policy.NEVER);
        ContainedComponent second = component("two", "Service", Policy.NEVER);
        Container container = started(ShutdownMode.SHUTDOWN_ON_LAST_COMPONENT_STOPPED, first, second);
        try (WampClient client = client()) {
            WampSession session = client.connect();
            session.callAsync("one.fail");
            awaitEnd(first);
            assertThat(container.end()).isNotDone();
            session.callAsync("two.finish");
            assertThat(end(container)).as("one of them has failed").isTrue();
        }
    }

    @Test
    void the_end_of_a_container_inside_the_node_stops_the_node_when_the_controller_says_so() {
        Container container = new Container(
                "services",
                ShutdownMode.SHUTDOWN_ON_ANY_COMPONENT_FAILED,
                List.of(component("one", "Failer", Policy.NEVER)));
        Supervisor supervisor = new Supervisor(
                realm.timers(), new Random(1), Set.of(ShutdownTrigger.SHUTDOWN_ON_WORKER_EXIT_WITH_ERROR), false);
        CompletableFuture<Void> released = new CompletableFuture<>();
        supervisor.add(
                "services",
                new LocalContainer(() -> new LocalContainer.Assembled(container, () -> released.complete(null))),
                Patience.MILLIS);
        supervisor.start();
        assertThat(supervisor.shutdownRequest())
                .succeedsWithin(Patience.SECONDS, TimeUnit.SECONDS)
                .isEqualTo(new WorkerExit("services", true));
        assertThat(released).isCompleted();
        assertThat(supervisor.counters("services")).containsEntry("failed", 1L).containsEntry("running", 0L);
    }

    @Test
    void without_such_a_mode_only_a_stop_ends_the_container() {
        ContainedComponent first = component("one", "Failer", Policy.NEVER);
        Container container = started(ShutdownMode.SHUTDOWN_MANUAL, first);
        awaitEnd(first);
        Container failures =
                started(ShutdownMode.SHUTDOWN_ON_ANY_COMPONENT_FAILED, component("two", "Service", Policy.NEVER));
        try (WampClient client = client()) {
            client.connect().callAsync("two.finish");
        }
        assertThat(container.end()).isNotDone();
        assertThat(failures.end()).isNotDone();
        CompletableFuture<Boolean> stopped = container.stop();
        assertThat(stopped).succeedsWithin(Patience.SECONDS, TimeUnit.SECONDS).isEqualTo(false);
    }
}
