package io.signalbox.router.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryWatchTest {
    @TempDir
    private Path directory;

    private final BlockingQueue<Path> changes = new LinkedBlockingQueue<>();
    private DirectoryWatch watch;

    private void watch(int timeoutSeconds, int maxDirectories) throws IOException {
        watch = new DirectoryWatch(
                "guest1",
                new WatchSettings(List.of(directory), WatchSettings.Action.RESTART, timeoutSeconds, maxDirectories),
                changes::add);
        watch.start();
    }

    @AfterEach
    void end_the_watch() throws IOException {
        watch.close();
    }

    private Path next() throws InterruptedException {
        return changes.poll(Patience.SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void changes_in_directories_of_any_depth_are_reported_new_ones_included() throws Exception {
        Path deep = Files.createDirectories(directory.resolve("a/b/c"));
        watch(0, 100);
        Path file = Files.writeString(deep.resolve("app.py"), "1");
        assertThat(next()).isEqualTo(file);
        Path created = Files.createDirectory(directory.resolve("new"));
        Patience.await().until(() -> created.equals(next()));
        Path inside = Files.writeString(created.resolve("app.py"), "1");
        Patience.await().until(() -> inside.equals(next()));
    }

    @Test
    void many_changes_at_once_are_one_report() throws Exception {
        watch(1, 100);
        for (int i = 0; i < 50; i++) {
            Files.writeString(directory.resolve("file" + i), "1");
        }
        int reports = 1;
        for (Path last = next(); !last.endsWith("file49"); last = next()) {
            reports++;
        }
        // A machine that stands still for a second makes two of them.
        assertThat(reports).isLessThan(50);
    }

    @Test
    void files_that_programs_write_when_they_run_do_not_count() throws Exception {
        Files.createDirectory(directory.resolve("__pycache__"));
        Files.createDirectory(directory.resolve(".git"));
        watch(0, 100);
        Files.writeString(directory.resolve("__pycache__/app.pyc"), "1");
        Files.writeString(directory.resolve(".git/index"), "1");
        Files.writeString(directory.resolve(".app.py.swp"), "1");
        Path file = Files.writeString(directory.resolve("app.py"), "1");
        assertThat(next()).as("the first report").isEqualTo(file);
    }

    @Test
    void directories_beyond_the_limit_are_left_out_and_the_others_are_watched() throws Exception {
        Files.createDirectories(directory.resolve("a/b"));
        watch(0, 1);
        Files.writeString(directory.resolve("a/b/app.py"), "1");
        Path file = Files.writeString(directory.resolve("app.py"), "1");
        assertThat(next()).isEqualTo(file);
    }

    @Test
    void a_directory_that_does_not_exist_does_not_stop_the_watch_of_the_others() throws Exception {
        watch = new DirectoryWatch(
                "guest1",
                new WatchSettings(List.of(directory.resolve("none"), directory), WatchSettings.Action.RESTART, 0, 100),
                changes::add);
        watch.start();
        Path file = Files.writeString(directory.resolve("app.py"), "1");
        assertThat(next()).isEqualTo(file);
    }
}
