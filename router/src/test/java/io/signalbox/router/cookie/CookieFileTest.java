package io.signalbox.router.cookie;

import static io.signalbox.router.Patience.await;
import static io.signalbox.router.cookie.CookieScene.client;
import static io.signalbox.router.cookie.CookieScene.issued;
import static io.signalbox.router.cookie.CookieScene.login;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.router.Patience;
import io.signalbox.router.auth.ClientLogin;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Cookies in a file: over restarts, crashes and failures of the disk. */
class CookieFileTest {
    @TempDir
    private Path directory;

    private Path path;
    private final List<CookieFile> files = new ArrayList<>();
    private CookieScene scene;

    @BeforeEach
    void name_the_file() {
        path = directory.resolve("cookies.dat");
    }

    @AfterEach
    void stop_all() throws Exception {
        for (CookieFile file : files) {
            file.stop(Patience.MILLIS);
        }
    }

    private CookieFile start() throws IOException {
        return start(new CookieFile(path, false));
    }

    private CookieFile start(CookieFile file) throws IOException {
        scene = new CookieScene(file);
        file.start();
        files.add(file);
        return file;
    }

    private void restart() throws Exception {
        files.getLast().stop(Patience.MILLIS);
        start();
    }

    private void logOut(String cookie) {
        ClientLogin login =
                client(scene.tracker(true).recognize(List.of(cookie), true)).session();
        login.ends(new CookieScene.Session());
    }

    @Test
    void logins_and_logouts_outlast_a_restart() throws Exception {
        start();
        String joe = scene.logIn("joe");
        String ann = scene.logIn("ann");
        logOut(ann);
        restart();
        assertThat(scene.authid(joe)).contains("joe");
        assertThat(scene.authid(ann)).isEmpty();
        logOut(joe);
        restart();
        assertThat(scene.authid(joe)).isEmpty();
        assertThat(scene.table.size()).isZero();
    }

    @Test
    void everything_of_a_login_comes_back() throws Exception {
        start();
        ConnectionCookie client = client(scene.tracker(true).recognize(List.of(), true));
        StoredLogin whole = new StoredLogin(
                "j\"oe\n\u20ac", "r", "realm1", "scram", "{\"a\":[1,null]}", OptionalLong.of(1_800_000_000_000L));
        client.keep(whole).join();
        ConnectionCookie visitor = client(scene.tracker(false).recognize(List.of(), true));
        visitor.track();
        restart();
        assertThat(scene.table.find(client.cookie().key()).orElseThrow().login())
                .contains(whole);
        assertThat(scene.table.find(client.cookie().key()).orElseThrow().expiresMillis())
                .isEqualTo(client.cookie().expiresMillis());
        assertThat(scene.table.find(visitor.cookie().key()).orElseThrow().login())
                .isEmpty();
    }

    @Test
    void a_login_that_is_over_does_not_come_back() throws Exception {
        start();
        scene.logIn("joe");
        files.getLast().stop(Patience.MILLIS);
        CookieFile file = new CookieFile(path, false);
        scene = new CookieScene(file);
        scene.advance(Duration.ofSeconds(100));
        files.add(file);
        file.start();
        assertThat(scene.table.size()).isZero();
    }

    @Test
    void neither_the_cookie_is_in_the_file_nor_may_others_read_it() throws Exception {
        Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
        start();
        String cookie = scene.logIn("joe");
        assertThat(Files.readString(path))
                .contains("\"authid\":\"joe\"")
                .doesNotContain(cookie.substring("cbtid=".length()));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        restart();
        try (Stream<Path> all = Files.list(directory)) {
            for (Path one : all.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one)))
                        .as(one.toString())
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void a_line_that_is_cut_or_damaged_hides_no_other() throws Exception {
        start();
        String joe = scene.logIn("joe");
        String ann = scene.logIn("ann");
        files.getLast().stop(Patience.MILLIS);
        byte[] whole = Files.readAllBytes(path);
        int lastLine =
                new String(whole, StandardCharsets.US_ASCII).stripTrailing().lastIndexOf('\n') + 1;
        for (int length = whole.length - 1; length >= lastLine; length -= 7) {
            Files.write(path, Arrays.copyOf(whole, length));
            start();
            assertThat(scene.authid(joe)).as("cut to %d", length).contains("joe");
            assertThat(scene.authid(ann)).as("cut to %d", length).isEmpty();
            files.getLast().stop(Patience.MILLIS);
        }
        whole[lastLine - 3] ^= 1;
        Files.write(path, whole);
        start();
        assertThat(scene.authid(joe)).isEmpty();
        assertThat(scene.authid(ann)).contains("ann");
    }

    @Test
    void a_file_that_was_cut_is_whole_again_after_the_start() throws Exception {
        start();
        scene.logIn("joe");
        files.getLast().stop(Patience.MILLIS);
        Files.writeString(path, "0badc0de {\"cookie", StandardOpenOption.APPEND);
        start();
        String ann = scene.logIn("ann");
        restart();
        assertThat(scene.table.size()).isEqualTo(2);
        assertThat(scene.authid(ann)).contains("ann");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_process_that_is_killed_loses_at_most_its_last_login() throws Exception {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CookieWriter.class.getName(),
                        path.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> kept = new ArrayList<>();
        try (BufferedReader told = writer.inputReader()) {
            for (String line = told.readLine(); line != null; line = told.readLine()) {
                kept.add(line);
                if (kept.size() == 500) {
                    // Leaves the output open, unlike the method of the process.
                    writer.toHandle().destroyForcibly();
                }
            }
        }
        assertThat(writer.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(writer.exitValue()).as("SIGKILL").isEqualTo(128 + 9);
        assertThat(kept).hasSizeBetween(500, CookieWriter.LOGINS - 1);
        // The last line may have been cut as well.
        kept.removeIf(cookie -> cookie.length() < "cbtid=".length() + 24);
        start();
        assertThat(scene.table.size()).isBetween(kept.size(), kept.size() + 2);
        for (int i = 0; i < kept.size(); i++) {
            assertThat(scene.authid(kept.get(i))).contains("joe" + i);
        }
    }

    @Test
    void ten_thousand_reconnects_do_not_change_the_file() throws Exception {
        start();
        String cookie = scene.logIn("joe");
        byte[] before = Files.readAllBytes(path);
        for (int i = 0; i < 10_000; i++) {
            ConnectionCookie client = client(scene.tracker(true).recognize(List.of(cookie), true));
            client.keep(login("joe")).join();
        }
        files.getLast().stop(Patience.MILLIS);
        assertThat(Files.readAllBytes(path)).isEqualTo(before);
    }

    @Test
    void logins_and_logouts_do_not_make_the_file_grow_without_end() throws Exception {
        CookieFile file = start();
        String joe = scene.logIn("joe");
        long line = Files.size(path);
        CompletableFuture<Void> last = null;
        for (int i = 0; i < 10_000; i++) {
            ConnectionCookie client = client(scene.tracker(true).recognize(List.of(), true));
            last = client.keep(login("ann"));
            client.session().ends(new CookieScene.Session());
        }
        last.get(Patience.SECONDS, TimeUnit.SECONDS);
        file.stop(Patience.MILLIS);
        assertThat(Files.size(path)).isLessThan(4_000 * line);
        start();
        assertThat(scene.table.size()).isOne();
        assertThat(scene.authid(joe)).contains("joe");
    }

    @Test
    void a_file_is_written_anew_at_the_start_where_that_is_configured() throws Exception {
        start();
        String joe = scene.logIn("joe");
        logOut(scene.logIn("ann"));
        files.getLast().stop(Patience.MILLIS);
        assertThat(Files.readAllLines(path)).hasSize(4);
        start(new CookieFile(path, true));
        assertThat(Files.readAllLines(path)).hasSize(2);
        assertThat(scene.authid(joe)).contains("joe");
    }

    @Test
    void a_file_of_another_program_is_left_as_it_is() throws Exception {
        Files.writeString(path, "{\"created\": 1, \"id\": \"x\"}\n");
        CookieFile file = new CookieFile(path, true);
        new CookieScene(file);
        assertThatThrownBy(file::start)
                .isInstanceOf(IOException.class)
                .hasMessage(path + " is no file of cookies of this node - name another file, which need not exist");
        assertThat(path).hasContent("{\"created\": 1, \"id\": \"x\"}\n");
        Files.delete(path);
        start();
    }

    @Test
    void a_file_has_one_node_at_a_time() throws Exception {
        start();
        CookieFile second = new CookieFile(path, false);
        new CookieScene(second);
        assertThatThrownBy(second::start)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is in use by another node");
        restart();
    }

    @Test
    void a_disk_that_blocks_holds_neither_a_client_nor_the_stop() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        CookieFile file = new CookieFile(path, false, () -> {
            try {
                blocked.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        scene = new CookieScene(file);
        file.start();
        CompletableFuture<Void> kept =
                client(scene.tracker(true).recognize(List.of(), true)).keep(login("joe"));
        assertThatThrownBy(() -> file.stop(10))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("writing the cookies takes longer than 10 ms");
        assertThat(kept).isNotDone();
        blocked.countDown();
        kept.get(Patience.SECONDS, TimeUnit.SECONDS);
        // The thread of the abandoned file ends and releases the lock.
        await().ignoreExceptionsInstanceOf(IOException.class).untilAsserted(this::start);
        assertThat(scene.table.size()).isOne();
    }

    @Test
    void a_logout_that_found_no_place_in_the_queue_is_not_undone_by_an_older_login_in_the_queue() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        start(new CookieFile(path, false, () -> {
            try {
                blocked.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }));
        // The first login is in the batch that waits for the disk, and the others wait in the queue.
        keep("ann");
        for (int i = 0; i < 1_500; i++) {
            keep("bob" + i);
        }
        CookieTracker.Recognition joe = keep("joe");
        for (int i = 0; i < 18_500; i++) {
            keep("cid" + i);
        }
        logOut(issued(joe));
        blocked.countDown();
        restart();
        assertThat(scene.table.size()).isGreaterThan(20_000);
        assertThat(scene.authid(issued(joe))).isEmpty();
    }

    private CookieTracker.Recognition keep(String authid) {
        CookieTracker.Recognition fresh = scene.tracker(true).recognize(List.of(), true);
        client(fresh).keep(login(authid));
        return fresh;
    }

    @Test
    void a_disk_that_fails_loses_nothing_once_it_works_again() throws Exception {
        AtomicBoolean full = new AtomicBoolean();
        CookieFile file = start(new CookieFile(path, false, () -> {
            if (full.get()) {
                throw new UncheckedIOException(new IOException("No space left on device"));
            }
        }));
        String joe = scene.logIn("joe");
        String ann = scene.logIn("ann");
        full.set(true);
        logOut(joe);
        String bob = scene.logIn("bob");
        assertThat(file.failures()).isPositive();
        assertThat(scene.authid(bob)).contains("bob");
        full.set(false);
        restart();
        assertThat(scene.authid(joe)).isEmpty();
        assertThat(scene.authid(ann)).contains("ann");
        assertThat(scene.authid(bob)).contains("bob");
    }
}
