package io.signalbox.router.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.Patience;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes.Name;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files with names outside ASCII where no locale is set, as services run: with the launcher, and with the jar alone. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere names do not depend on the locale")
@Timeout(2 * Patience.SECONDS)
class LocaleTest {
    private static final Pattern READY = Pattern.compile("ready in \\d+ ms: (http://\\S+)$");
    private static final String REMEDY = "set a UTF-8 locale, such as LC_ALL=C.UTF-8, or start with bin/router";

    @TempDir
    private Path directory;

    private Path launcher;
    private Path jar;
    private Process process;

    @BeforeEach
    void make_a_distribution() throws IOException {
        Path home = directory.resolve("dist");
        launcher = Files.createDirectories(home.resolve("bin")).resolve("router");
        Files.copy(Path.of("..", "bin", "router"), launcher, StandardCopyOption.COPY_ATTRIBUTES);
        jar = Files.createDirectories(home.resolve("lib")).resolve("signalbox.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Name.MAIN_CLASS, Main.class.getName());
        manifest.getMainAttributes()
                .put(
                        Name.CLASS_PATH,
                        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                                .map(entry -> Path.of(entry).toUri().toString())
                                .collect(Collectors.joining(" ")));
        try (OutputStream out = Files.newOutputStream(jar)) {
            new JarOutputStream(out, manifest).close();
        }
    }

    @AfterEach
    void end_the_process() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @Test
    void the_launcher_reaches_configurations_directories_and_files_of_any_name() throws Exception {
        Files.createDirectory(directory.resolve("w\u00e9b"));
        Files.writeString(directory.resolve("w\u00e9b/s\u00efte \u65e5.html"), "found");
        config(directory.resolve("n\u00f6de.json"), "w\u00e9b", "");
        assertThat(get(launcher("start", "--config", "n\u00f6de.json"), "/s%C3%AFte%20%E6%97%A5.html"))
                .isEqualTo("found");
    }

    @Test
    void the_jar_alone_refuses_each_path_that_the_locale_cannot_express_at_its_place() throws Exception {
        config(
                directory.resolve("node.json"),
                "w\u00e9b",
                """
                , "store": {"type": "sqlite",
                    "path": "\u00e4.sqlite"},
                  "schemas": [{"uri": "com.example.add", "call": {
                    "args": "\u00fc.json"}}]
                """);
        assertThat(output(jar("check", "--config", "node.json")))
                .containsExactly(
                        refused("3:13: error: $.workers[0].realms[0].store.path: '\u00e4.sqlite'"),
                        refused("5:13: error: $.workers[0].realms[0].schemas[0].call.args: '\u00fc.json'"),
                        refused("10:18: error: $.workers[0].transports[0].paths['/'].directory: 'w\u00e9b'"),
                        refused("10:66: error: $.workers[0].transports[0].paths.more.directory: 'w\u00e9b'"),
                        "4 errors, 0 warnings",
                        "node.json: does not start",
                        "  to do: correct 4 errors");
    }

    private static String refused(String path) {
        return "node.json:" + path + " is not a path on this machine: the character set of the locale,"
                + " US-ASCII, cannot encode it - " + REMEDY;
    }

    @Test
    void the_jar_alone_refuses_paths_from_the_command_line_and_the_environment_too() throws Exception {
        for (String[] arguments : new String[][] {{"check", "--config", "n\u00f6de.json"}, {"init", "n\u00f6de"}}) {
            assertThat(String.join("\n", output(jar(arguments))))
                    .contains("is not a path on this machine: the character set of the locale, US-ASCII, cannot"
                            + " encode it - " + REMEDY)
                    .doesNotContain("Exception", "java.nio");
        }
        config(directory.resolve("node.json"), "${WEB}", "");
        ProcessBuilder builder = jar("check", "--config", "node.json");
        builder.environment().put("WEB", "w\u00e9b");
        assertThat(output(builder)).first().asString().contains("directory: 'w", "' is not a path on this machine: ");
    }

    @Test
    void the_jar_alone_cannot_work_in_a_directory_that_the_locale_cannot_express() throws Exception {
        Path folder = Files.createDirectory(directory.resolve("f\u00f6lder"));
        config(folder.resolve("node.json"), "web", "");
        for (String[] arguments : new String[][] {{"check", "--config", "node.json"}, {"check"}, {"init"}}) {
            assertThat(output(jar(arguments).directory(folder.toFile())))
                    .first()
                    .asString()
                    .endsWith("the character set of the locale, US-ASCII, cannot encode the path of the working"
                            + " directory - " + REMEDY);
        }
        assertThat(directory).isDirectoryContaining("glob:**/dist").isDirectoryNotContaining("glob:**/f[?]*");
    }

    @Test
    void the_jar_alone_warns_once_that_files_of_other_names_are_out_of_reach() throws Exception {
        Files.createDirectory(directory.resolve("web"));
        Files.writeString(directory.resolve("web/s\u00efte.html"), "found");
        Files.writeString(directory.resolve("web/site.html"), "found");
        config(directory.resolve("node.json"), "web", "");
        List<String> log = new ArrayList<>();
        assertThat(get(jar("start", "--config", "node.json"), "/site.html", log))
                .isEqualTo("found");
        assertThat(log)
                .startsWith(
                        "node.json:6:18: warning: $.workers[0].transports[0].paths['/'].directory: files whose"
                                + " names the character set of the locale, US-ASCII, cannot encode are not served - "
                                + REMEDY,
                        "0 errors, 1 warning");
    }

    private static void config(Path file, String web, String ofRealm) throws IOException {
        Files.writeString(
                file,
                """
                {"version": 2, "workers": [{"type": "router",
                  "realms": [{"name": "realm1", "roles": [{"name": "anonymous"}]%s}],
                  "transports": [{"type": "web",
                    "endpoint": {"type": "tcp", "port": 0, "interface": "127.0.0.1"},
                    "paths": {"/": {"type": "static",
                    "directory": "%s"}, "more": {"type": "static", "directory": "%2$s"}}}]}]}
                """
                        .formatted(ofRealm, web));
    }

    private ProcessBuilder launcher(String... arguments) {
        ProcessBuilder builder = withoutLocale(launcher.toString(), arguments);
        builder.environment().put("ROUTER_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("ROUTER_ARCHIVE", "off");
        return builder;
    }

    private ProcessBuilder jar(String... arguments) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = withoutLocale(java, "-jar", jar.toString());
        builder.command().addAll(List.of(arguments));
        return builder;
    }

    private ProcessBuilder withoutLocale(String command, String... arguments) {
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line).directory(directory.toFile());
        builder.environment().put("LC_ALL", "C");
        return builder.redirectErrorStream(true);
    }

    private List<String> output(ProcessBuilder builder) throws IOException {
        process = builder.start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    private String get(ProcessBuilder builder, String path) throws Exception {
        return get(builder, path, new ArrayList<>());
    }

    /** What a node serves at a path; its output up to the line that says it is ready goes to a list. */
    private String get(ProcessBuilder builder, String path, List<String> log) throws Exception {
        process = builder.start();
        BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            log.add(line);
            Matcher ready = READY.matcher(line);
            if (ready.find()) {
                URI uri = URI.create(ready.group(1)).resolve(path);
                return HttpClient.newHttpClient()
                        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                        .body();
            }
        }
        throw new AssertionError(log);
    }
}
