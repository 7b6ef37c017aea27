package io.signalbox.router.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script bin/router in a clone, with a fake Maven that records its run. */
@DisabledOnOs(OS.WINDOWS)
class LauncherInCloneTest {
    @TempDir
    private Path directory;

    private LauncherSandbox sandbox;

    @BeforeEach
    void clone_the_sources() throws IOException {
        sandbox = new LauncherSandbox(directory);
        sandbox.addJava("jdk", "25.0.1");
        sandbox.addMaven(0);
        sandbox.clone("1.2-SNAPSHOT");
    }

    @Test
    void the_first_start_builds_and_the_second_does_not() throws Exception {
        LauncherSandbox.Run first = sandbox.run("version");
        assertThat(first.output())
                .startsWith("router: building from the sources, which takes a minute the first time\n")
                .contains("signalbox-1.2-SNAPSHOT/lib/signalbox.jar");
        assertThat(sandbox.run("version").output()).doesNotContain("building");
        assertThat(sandbox.mavenRuns()).isEqualTo(1);
    }

    @Test
    void a_changed_source_is_built_again() throws Exception {
        sandbox.run("version");
        sandbox.touchSource();
        assertThat(sandbox.run("version").output())
                .startsWith("router: the sources are newer than the build: building again\n");
        assertThat(sandbox.run("version").output()).doesNotContain("building");
        assertThat(sandbox.mavenRuns()).isEqualTo(2);
    }

    @Test
    void a_build_that_stays_old_is_said_to_be() throws Exception {
        sandbox.run("version");
        sandbox.touchSource();
        sandbox.addMaven(1);
        LauncherSandbox.Run run = sandbox.run("version");
        assertThat(run.exitCode()).isZero();
        assertThat(run.output())
                .contains("router: warning: the build is older than the sources and stays so: the build failed\n")
                .contains("[version]");
    }

    @Test
    void a_build_leaves_the_jars_of_a_running_node_alone() throws Exception {
        sandbox.run("version");
        Path jar = sandbox.home().resolve("distribution/target/signalbox-1.2-SNAPSHOT/lib/signalbox.jar");
        try (SeekableByteChannel running = Files.newByteChannel(jar)) {
            Object before = Files.readAttributes(jar, BasicFileAttributes.class).fileKey();
            sandbox.touchSource();
            sandbox.run("version");
            assertThat(Files.readAttributes(jar, BasicFileAttributes.class).fileKey())
                    .isNotEqualTo(before);
            assertThat(running.isOpen()).isTrue();
        }
    }

    @Test
    void without_a_build_and_without_maven_it_says_what_is_missing() throws Exception {
        sandbox.removeMaven();
        LauncherSandbox.Run run = sandbox.run("version");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.output())
                .isEqualTo("router: there is no build yet, and none can be made: Maven is not installed\n");
    }

    @Test
    void two_first_starts_at_once_build_once() throws Exception {
        Process one = sandbox.begin("version");
        Process two = sandbox.begin("version");
        assertThat(one.waitFor()).isZero();
        assertThat(two.waitFor()).isZero();
        assertThat(sandbox.mavenRuns()).isEqualTo(1);
    }

    @Test
    void a_build_by_hand_counts() throws Exception {
        sandbox.run("version");
        sandbox.touchSource();
        Path jar = sandbox.home().resolve("distribution/target/signalbox.jar");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(sandbox.run("version").output()).doesNotContain("building");
    }
}
