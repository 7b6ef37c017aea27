package io.signalbox.router.cli;

import static io.signalbox.router.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script bin/router in a distribution, with a fake Java that prints its arguments. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    @TempDir
    private Path directory;

    private LauncherSandbox sandbox;

    @BeforeEach
    void unpack_a_distribution() throws IOException {
        sandbox = new LauncherSandbox(directory.resolve("with blank"));
        sandbox.addJava("jdk", "25.0.1");
        sandbox.unpackDistribution();
    }

    @Test
    void it_runs_through_a_symlink_from_another_folder_with_blanks_in_paths() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("my router"), sandbox.script());
        LauncherSandbox.Run run = sandbox.run(directory, link, "check", "--config", "a b.json");
        assertThat(run.exitCode()).isZero();
        assertThat(run.output())
                .containsSubsequence(
                        "[-jar]", "[" + sandbox.home() + "/lib/signalbox.jar]", "[check]", "[--config]", "[a b.json]");
    }

    @Test
    void flags_follow_the_version_of_java() throws Exception {
        assertThat(optionsWith("21.0.2"))
                .contains("[-XX:+UseG1GC]", "[-XX:GCTimeRatio=4]", "[-Djdk.reflect.useNativeAccessorOnly=true]")
                .contains("[-XX:+ExitOnOutOfMemoryError]", "[-XX:MaxDirectMemorySize=512m]")
                .doesNotContain("CompactObjectHeaders");
        assertThat(optionsWith("24.0.1"))
                .containsSubsequence("[-XX:+UnlockExperimentalVMOptions]", "[-XX:+UseCompactObjectHeaders]");
        assertThat(optionsWith("25")).contains("[-XX:+UseCompactObjectHeaders]").doesNotContain("Unlock");
    }

    @Test
    void options_of_the_user_are_passed_on_and_replace_the_collector() throws Exception {
        sandbox.set("ROUTER_JAVA_OPTS", "-Xmx1g -XX:+UseZGC");
        assertThat(sandbox.run("version").output())
                .containsSubsequence("[-Xmx1g]", "[-XX:+UseZGC]")
                .doesNotContain("UseG1GC", "GCTimeRatio");
    }

    @Test
    void options_of_the_user_come_behind_those_for_the_collector_that_they_name_too() throws Exception {
        sandbox.set("ROUTER_JAVA_OPTS", "-XX:+UseG1GC -XX:GCTimeRatio=12");
        assertThat(sandbox.run("version").output())
                .containsSubsequence("[-XX:GCTimeRatio=4]", "[-XX:+UseG1GC]", "[-XX:GCTimeRatio=12]");
    }

    @Test
    void a_java_that_is_too_old_is_refused() throws Exception {
        sandbox.set("ROUTER_JAVA_HOME", sandbox.addJava("old", "17.0.9").toString());
        LauncherSandbox.Run run = sandbox.run("version");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.output())
                .isEqualTo("router: the newest Java found is 17, in " + sandbox.root()
                        + "/old; install a JDK 21 or newer, or set JAVA_HOME\n");
    }

    @Test
    void the_newest_java_is_taken_with_a_warning_when_nobody_tested_it() throws Exception {
        sandbox.unset("ROUTER_JAVA_HOME");
        sandbox.set("JAVA_HOME", sandbox.addJava("future", "99-ea").toString());
        LauncherSandbox.Run run = sandbox.run("version");
        assertThat(run.exitCode()).isZero();
        assertThat(run.output())
                .startsWith("router: warning: Java 99 is newer than the newest that is tested, 25\n")
                .contains("java=future");
    }

    @Test
    void an_archive_of_classes_is_made_beside_the_first_start_and_used_by_the_next() throws Exception {
        assertThat(sandbox.run("start").output()).doesNotContain("AOTCache", "AOTCacheOutput");
        await().until(() -> sandbox.archives("cache") == 1);
        assertThat(sandbox.run("start").output())
                .contains("[-XX:AOTCache=" + sandbox.home() + "/cache/router-25-")
                .doesNotContain("AOTCacheOutput");
    }

    @ParameterizedTest
    @ValueSource(strings = {"call", "publish", "subscribe", "register", "connections"})
    void a_client_in_the_shell_makes_and_uses_the_archive_of_the_node_with_a_lighter_jvm(String command)
            throws Exception {
        assertThat(sandbox.run(command, "x.y").output())
                .contains("[-XX:+UseSerialGC]", "[-XX:TieredStopAtLevel=1]", "[" + command + "]", "stdout=file\n")
                .doesNotContain("UseG1GC", "GCTimeRatio", "AOTCache");
        await().until(() -> sandbox.archives("cache") == 1);
        assertThat(sandbox.run("start").output()).contains("[-XX:AOTCache=", "[-XX:+UseG1GC]");
        assertThat(sandbox.run(command, "x.y").output()).contains("[-XX:AOTCache=", "[-XX:+UseSerialGC]");
        sandbox.set("ROUTER_JAVA_OPTS", "-XX:+UseParallelGC");
        assertThat(sandbox.run(command, "x.y").output())
                .contains("[-XX:+UseParallelGC]")
                .doesNotContain("UseSerialGC", "TieredStopAtLevel");
    }

    @Test
    void no_archive_is_made_when_nobody_wants_one() throws Exception {
        sandbox.set("ROUTER_ARCHIVE", "off");
        assertThat(sandbox.run("start").exitCode()).isZero();
        assertThat(sandbox.home().resolve("cache")).doesNotExist();
    }

    @Test
    void a_changed_jar_asks_for_another_archive() throws Exception {
        sandbox.run("start");
        await().until(() -> sandbox.archives("cache") == 1);
        Files.writeString(sandbox.home().resolve("lib/signalbox.jar"), "two");
        assertThat(sandbox.run("check").output()).doesNotContain("AOTCache");
    }

    @Test
    void other_options_ask_for_another_archive() throws Exception {
        sandbox.run("start");
        await().until(() -> sandbox.archives("cache") == 1);
        sandbox.set("ROUTER_JAVA_OPTS", "-XX:-UseCompactObjectHeaders");
        assertThat(sandbox.run("start").output()).doesNotContain("AOTCache");
        await().until(() -> sandbox.archives("cache") == 2);
        assertThat(sandbox.run("start").output()).contains("[-XX:AOTCache=");
    }

    @Test
    void before_java_25_the_archive_is_one_of_class_data() throws Exception {
        sandbox.set("ROUTER_JAVA_HOME", sandbox.addJava("lts", "21.0.2").toString());
        sandbox.run("start");
        await().until(() -> sandbox.archives("cache") == 1);
        assertThat(sandbox.run("start").output()).contains("[-XX:SharedArchiveFile=");
    }

    @Test
    void where_nothing_can_be_written_it_starts_without_an_archive() throws Exception {
        // Permissions do not stop root, a file in the place of a folder stops everybody.
        Files.writeString(sandbox.home().resolve("cache"), "no folder");
        sandbox.set("XDG_CACHE_HOME", "/dev/null");
        LauncherSandbox.Run run = sandbox.run("start");
        assertThat(run.exitCode()).isZero();
        assertThat(run.output()).contains("[start]").doesNotContain("AOTCache", "cannot", "denied");
    }

    @Test
    void the_users_cache_is_taken_when_the_installation_is_read_only() throws Exception {
        Files.writeString(sandbox.home().resolve("cache"), "no folder");
        sandbox.run("start");
        await().until(() -> sandbox.archives("../cache/signalbox") == 1);
        assertThat(sandbox.run("start").output()).contains("[-XX:AOTCache=");
    }

    @Test
    void without_a_locale_the_jvm_gets_one_with_utf_8() throws Exception {
        for (String none : new String[] {"C", "POSIX", ""}) {
            sandbox.set("LC_ALL", none);
            assertThat(sandbox.run("version").output()).contains("locale=C.UTF-8\n");
        }
        sandbox.set("LC_ALL", "de_DE.ISO-8859-1");
        assertThat(sandbox.run("version").output()).contains("locale=de_DE.ISO-8859-1\n");
    }

    private String optionsWith(String version) throws Exception {
        sandbox.set(
                "ROUTER_JAVA_HOME", sandbox.addJava("jdk-" + version, version).toString());
        return sandbox.run("version").output();
    }
}
