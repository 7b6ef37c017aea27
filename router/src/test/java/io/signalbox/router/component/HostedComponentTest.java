package io.signalbox.router.component;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.signalbox.client.WampClient;
import io.signalbox.client.WampClientBuilder;
import io.signalbox.client.WampSession;
import io.signalbox.router.Patience;
import io.signalbox.router.local.LocalMember;
import io.signalbox.router.local.LocalRealm;
import io.signalbox.router.realm.RecordedLog;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Components of a jar that the test compiles. */
@Timeout(2 * Patience.SECONDS)
class HostedComponentTest {
    private static final String HEAD = "package app; import io.signalbox.client.*; public class ";

    private static final Map<String, String> SOURCES = Map.ofEntries(
            source(
                    "Adder",
                    "public void start(ComponentContext c) { c.session().register(\"com.add\", call ->"
                            + " call.arg(0, Integer.class) + call.arg(1, Integer.class)); }"),
            source(
                    "Echo",
                    "public void start(ComponentContext c) {"
                            + " c.session().register(\"com.extra\", call -> c.extra().toString() + c.id()); }"),
            source(
                    "Holder",
                    "public void start(ComponentContext c) { c.session().register(\"com.hold\", call -> {"
                            + " call.progress(0); new java.util.concurrent.CountDownLatch(1).await(); return null; }); }"),
            Map.entry("app.Plain", "package app; public class Plain {}"),
            Map.entry(
                    "app.Hidden",
                    "package app; import io.signalbox.client.*; public class Hidden implements Component"
                            + " { private Hidden() {} public void start(ComponentContext c) {} }"),
            source(
                    "Thrower",
                    "public Thrower() { throw new IllegalStateException(\"no database\"); }"
                            + " public void start(ComponentContext c) {}"),
            source(
                    "Failer",
                    "public void start(ComponentContext c) throws Exception {"
                            + " throw new java.io.FileNotFoundException(\"app.properties\"); }"),
            source("Sleeper", "public void start(ComponentContext c) throws Exception { Thread.sleep(3600000); }"),
            source(
                    "Stuck",
                    "public Stuck() { try { Thread.sleep(3600000); } catch (InterruptedException e) {} }"
                            + " public void start(ComponentContext c) {}"),
            source("Linker", "public void start(ComponentContext c) { new Missing(); }"),
            Map.entry("app.Missing", "package app; public class Missing {}"),
            source(
                    "Finisher",
                    "public void start(ComponentContext c) { c.session().register(\"com.finish\", call -> {"
                            + " c.complete(); return null; }); c.session().register(\"com.fail\", call -> {"
                            + " c.fail(new Exception(\"the disk is full\")); return null; }); }"
                            + " public void stop() { System.setProperty(\"app.Finisher\", \"stopped\"); }"),
            source("AtOnce", "public void start(ComponentContext c) { c.complete(); }"),
            source(
                    "Stopper",
                    "public void start(ComponentContext c) {}"
                            + " public void stop() throws Exception { Thread.sleep(3600000); }"),
            source(
                    "Leaker",
                    "public void start(ComponentContext c) { Thread t = new Thread(() -> {"
                            + " synchronized (Leaker.class) { try { Leaker.class.wait(); } catch (InterruptedException e) {} } },"
                            + " \"leaked-by-app\"); t.setDaemon(true); t.start(); }"),
            Map.entry(
                    "app.Version",
                    "package app; public class Version { public static String get() { return \"jar\"; } }"),
            source(
                    "Versioned",
                    "public void start(ComponentContext c) { c.session().register(\"com.version\", call ->"
                            + " Version.get()"
                            + " + (Thread.currentThread().getContextClassLoader() == Versioned.class.getClassLoader())"
                            + " + (Component.class.getClassLoader() == Versioned.class.getClassLoader())); }"));

    /** The components whose constructor, start or stop does not return. Only they use up their time. */
    private static final Set<String> ENDLESS = Set.of("Sleeper", "Stopper", "Stuck");

    @TempDir
    private static Path directory;

    private static Path jar;

    private final LocalRealm realm = new LocalRealm();
    private RecordedLog log;
    private RecordedLog endLog;

    private static Map.Entry<String, String> source(String name, String body) {
        return Map.entry("app." + name, HEAD + name + " implements Component { " + body + " }");
    }

    @BeforeAll
    static void compile() throws IOException {
        jar = ComponentJar.of(directory, "app", SOURCES);
        // A class that the compiler has seen and the jar does not have.
        Path classes = directory.resolve("app-classes");
        Files.delete(classes.resolve("app/Missing.class"));
    }

    @BeforeEach
    void record() {
        log = RecordedLog.of(HostedComponent.class);
        endLog = RecordedLog.of(ComponentEnd.class);
    }

    @AfterEach
    void close() {
        log.stop();
        endLog.stop();
        realm.close();
    }

    private HostedComponent component(String name, Path path, JsonNode extra) {
        long timeoutMillis = ENDLESS.contains(name) ? 1_000 : Patience.MILLIS;
        return new HostedComponent(
                new ComponentSettings(
                        "component1", "app." + name, "realm1", extra, List.of(path), timeoutMillis, timeoutMillis),
                () -> member("realm1"),
                realm.timers());
    }

    private WampClientBuilder member(String name) {
        return realm.members().client(new LocalMember("component1", "anonymous", "component"), name);
    }

    private HostedComponent component(String name) {
        return component(name, jar, new ObjectMapper().createObjectNode());
    }

    private static void await(CompletableFuture<Void> step) {
        step.orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
    }

    private HostedComponent started(String name) {
        HostedComponent component = component(name);
        await(component.start());
        assertThat(log.lines()).noneMatch(line -> line.contains("has failed"));
        assertThat(component.isRunning()).isTrue();
        return component;
    }

    /** Returns a client in the realm, which the caller closes. */
    private WampClient client() {
        return realm.members()
                .client(new LocalMember("test", "anonymous", "test"), "realm1")
                .build();
    }

    private void awaitFailure(HostedComponent component) {
        Patience.await().until(component::hasFailed);
    }

    @Test
    void a_component_answers_calls_until_it_is_stopped() {
        HostedComponent component = started("Adder");
        try (WampClient client = client()) {
            WampSession session = client.connect();
            assertThat(session.call("com.add", 2, 3).as(Integer.class)).isEqualTo(5);
            await(component.stop());
            assertThat(component.isRunning()).isFalse();
            assertThat(component.hasFailed()).isFalse();
            assertThat(session.callAsync("com.add", 2, 3)).failsWithin(Patience.SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_component_refuses_calls_whose_arguments_would_fill_the_heap() throws Exception {
        HostedComponent component = started("Holder");
        String large = "x".repeat(15 << 20);
        BlockingQueue<Object> begun = new LinkedBlockingQueue<>();
        try (WampClient client = client()) {
            WampSession session = client.connect();
            for (int i = 0; i < 4; i++) {
                session.newCall("com.hold").args(large).onProgress(begun::add).send();
                assertThat(begun.poll(Patience.SECONDS, TimeUnit.SECONDS)).isNotNull();
            }
            assertThat(session.callAsync("com.hold", large))
                    .failsWithin(Patience.SECONDS, TimeUnit.SECONDS)
                    .withThrowableOfType(ExecutionException.class)
                    .withMessageContaining("wamp.error.no_available_callee");
        }
        await(component.stop());
    }

    @Test
    void a_component_gets_its_id_and_extra() throws Exception {
        HostedComponent component = component("Echo", jar, new ObjectMapper().readTree("{\"a\": [1, null]}"));
        await(component.start());
        try (WampClient client = client()) {
            assertThat(client.connect().call("com.extra").as(String.class)).isEqualTo("{\"a\":[1,null]}component1");
        }
        await(component.stop());
    }

    @Test
    void classes_of_the_jar_come_first_also_in_handlers_and_those_of_the_client_from_the_node() {
        HostedComponent component = started("Versioned");
        try (WampClient client = client()) {
            assertThat(client.connect().call("com.version").as(String.class)).isEqualTo("jartruefalse");
        }
        await(component.stop());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Nothing; the class app.Nothing was not found; add its jar to 'classpath' of the component, or correct"
                        + " 'classname'",
                "Plain; the class app.Plain is no component; let it implement io.signalbox.client.Component, and leave"
                        + " the jar of the client out of its jar",
                "Hidden; the class app.Hidden has no public constructor without parameters; add it",
                "Thrower; its constructor has thrown java.lang.IllegalStateException: no database",
                "Failer; it has thrown java.io.FileNotFoundException: app.properties",
                "Stuck; the constructor has not returned within 1000 ms, it is at",
                "Sleeper; 'start' has not returned within 1000 ms, it is at"
            })
    void a_component_that_cannot_start_fails_with_the_reason(String name, String reason) {
        HostedComponent component = component(name);
        await(component.start());
        awaitFailure(component);
        assertThat(log.lines())
                .singleElement()
                .asString()
                .startsWith("component=component1 class=app." + name + " has failed: " + reason);
        assertThat(component.stop()).isCompleted();
    }

    @Test
    void a_missing_jar_and_a_missing_class_of_another_jar_are_failures() {
        HostedComponent missing =
                component("Adder", directory.resolve("none.jar"), new ObjectMapper().createObjectNode());
        await(missing.start());
        awaitFailure(missing);
        HostedComponent unlinked =
                component("Linker", directory.resolve("app-classes"), new ObjectMapper().createObjectNode());
        await(unlinked.start());
        awaitFailure(unlinked);
        assertThat(log.lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .endsWith(directory.resolve("none.jar")
                                        + " does not exist; add the file, or correct 'classpath'"),
                        line -> assertThat(line).contains("it has thrown java.lang.NoClassDefFoundError: app/Missing"));
    }

    @Test
    void a_realm_that_does_not_let_it_join_is_a_failure_with_the_reason_of_the_router() {
        HostedComponent component = new HostedComponent(
                new ComponentSettings(
                        "component1",
                        "app.Adder",
                        "realm2",
                        new ObjectMapper().createObjectNode(),
                        List.of(jar),
                        Patience.MILLIS,
                        Patience.MILLIS),
                () -> member("realm2"),
                realm.timers());
        await(component.start());
        awaitFailure(component);
        assertThat(log.lines()).singleElement().asString().contains("there is no realm realm2");
    }

    @Test
    void a_component_that_is_complete_is_stopped_and_leaves_the_realm() {
        System.clearProperty("app.Finisher");
        HostedComponent component = started("Finisher");
        try (WampClient client = client()) {
            client.connect().callAsync("com.finish");
            Patience.await().until(() -> !component.isRunning());
            await(component.stop());
        }
        assertThat(component.hasFailed()).isFalse();
        assertThat(System.clearProperty("app.Finisher")).isEqualTo("stopped");
    }

    @Test
    void a_component_that_is_complete_within_its_start_is_stopped() {
        HostedComponent component = component("AtOnce");
        await(component.start());
        await(component.stop());
        assertThat(component.hasFailed()).isFalse();
        assertThat(log.lines()).last().asString().isEqualTo("component=component1 has ended: it is complete");
    }

    @Test
    void a_component_that_fails_is_failed_with_its_reason() {
        HostedComponent component = started("Finisher");
        try (WampClient client = client()) {
            client.connect().callAsync("com.fail");
            awaitFailure(component);
        }
        assertThat(log.lines())
                .last()
                .asString()
                .endsWith("has failed: it has thrown java.lang.Exception: the disk is full");
    }

    @Test
    void a_component_whose_session_ends_has_failed() {
        HostedComponent component = started("Adder");
        await(realm.realms().shutDown());
        awaitFailure(component);
        assertThat(log.lines()).last().asString().contains("has failed: its session has ended: ");
    }

    @Test
    void a_stop_that_does_not_return_does_not_hold_the_end() {
        HostedComponent component = started("Stopper");
        await(component.stop());
        assertThat(endLog.lines())
                .first()
                .asString()
                .startsWith("component=component1 'stop' has not returned within 1000 ms, it is at ");
    }

    @Test
    void a_stop_during_a_start_ends_the_start() {
        HostedComponent component = component("Sleeper");
        CompletableFuture<Void> started = component.start();
        await(component.stop());
        await(started);
        assertThat(component.isRunning()).isFalse();
    }

    @Test
    void threads_that_a_component_leaves_behind_are_named() {
        HostedComponent component = started("Leaker");
        await(component.stop());
        assertThat(endLog.lines())
                .singleElement()
                .asString()
                .startsWith("component=component1 has left ")
                // On a busy machine, threads of the client may not have ended either.
                .contains(" threads running: ", "leaked-by-app", "; let 'stop' end them");
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("leaked-by-app"))
                .forEach(Thread::interrupt);
    }

    @Test
    void two_hundred_starts_and_stops_leave_no_class_in_memory() {
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        startAndStop(50, loaders);
        awaitUnloaded(loaders);
        long metaspaceBytes = metaspaceBytes();
        startAndStop(150, loaders);
        awaitUnloaded(loaders);
        assertThat(metaspaceBytes() - metaspaceBytes)
                .as("growth of the metaspace; the classes of 150 components take several times as much")
                .isLessThan(1 << 20);
    }

    private void startAndStop(int times, List<WeakReference<ClassLoader>> loaders) {
        for (int i = 0; i < times; i++) {
            HostedComponent component = started("Adder");
            loaders.add(new WeakReference<>(component.loader()));
            await(component.stop());
        }
        assertThat(loaders).doesNotContainNull();
    }

    private static void awaitUnloaded(List<WeakReference<ClassLoader>> loaders) {
        Patience.await().untilAsserted(() -> {
            System.gc();
            assertThat(loaders.stream().filter(one -> one.get() != null).count())
                    .isZero();
        });
    }

    private static long metaspaceBytes() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals("Metaspace"))
                .findFirst()
                .orElseThrow()
                .getUsage()
                .getUsed();
    }
}
