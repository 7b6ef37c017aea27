package io.signalbox.router.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Directory with the script bin/router and fakes of the programs that the script starts. */
final class LauncherSandbox {
    /** Programs on the path of the script, without the mvn of the machine. */
    private static final List<String> TOOLS = List.of(
            "sh",
            "cat",
            "cksum",
            "dirname",
            "find",
            "flock",
            "head",
            "ls",
            "mkdir",
            "mv",
            "nice",
            "readlink",
            "rm",
            "sed",
            "sleep",
            "touch",
            "tr",
            "cp");

    private final Path root;
    private final Path home;
    private final Map<String, String> environment = new HashMap<>();

    LauncherSandbox(Path root) throws IOException {
        this.root = Files.createDirectories(root).toRealPath();
        this.home = Files.createDirectories(this.root.resolve("home"));
        Path tools = Files.createDirectories(this.root.resolve("tools"));
        for (String tool : TOOLS) {
            for (String folder : List.of("/bin", "/usr/bin")) {
                Path original = Path.of(folder, tool);
                if (Files.exists(original) && !Files.exists(tools.resolve(tool))) {
                    executable(tools.resolve(tool), "#!/bin/sh\nexec " + original + " \"$@\"\n");
                }
            }
        }
        // The archive is made some seconds after a start; here, at once.
        executable(tools.resolve("sleep"), "#!/bin/sh\n");
        set("PATH", tools.toString());
        set("HOME", this.root.resolve("nobody").toString());
        set("XDG_CACHE_HOME", this.root.resolve("cache").toString());
        Files.createDirectories(home.resolve("bin"));
        Files.copy(Path.of("..", "bin", "router"), script(), StandardCopyOption.COPY_ATTRIBUTES);
    }

    Path root() {
        return root;
    }

    Path home() {
        return home;
    }

    Path script() {
        return home.resolve("bin/router");
    }

    void set(String name, String value) {
        environment.put(name, value);
    }

    void unset(String name) {
        environment.remove(name);
    }

    /** Installs a fake Java that prints its arguments in brackets and writes the class archive of its arguments. */
    Path addJava(String name, String version) throws IOException {
        Path java = root.resolve(name);
        executable(
                java.resolve("bin/java"),
                """
                #!/bin/sh
                echo java=%s
                echo locale="$LC_ALL"
                echo stdout="$ROUTER_STDOUT"
                for word; do
                    printf '[%%s]' "$word"
                    case $word in
                        -XX:AOTCacheOutput=* | -XX:ArchiveClassesAtExit=*) echo archive >"${word#*=}" ;;
                    esac
                done
                """
                        .formatted(name));
        Files.writeString(java.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        environment.putIfAbsent("ROUTER_JAVA_HOME", java.toString());
        return java;
    }

    void unpackDistribution() throws IOException {
        fillLib(home.resolve("lib"));
    }

    /** Creates sources with a version, older than any build of the sources. */
    void clone(String version) throws IOException {
        Files.createDirectories(home.resolve("router/src/main"));
        Files.writeString(home.resolve("pom.xml"), "<project>\n<version>" + version + "</version>\n</project>");
        Files.writeString(home.resolve("router/pom.xml"), "<project/>");
        Files.writeString(home.resolve("router/src/main/Source.java"), "class Source {}");
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3600)));
            }
        }
    }

    void touchSource() throws IOException {
        FileTime later = FileTime.from(Instant.now().plusMillis(20));
        Files.setLastModifiedTime(home.resolve("router/src/main/Source.java"), later);
    }

    void addMaven(int exitCode) throws IOException {
        Path target = home.resolve("distribution/target");
        String dist = target + "/signalbox-1.2-SNAPSHOT";
        executable(
                root.resolve("tools/mvn"),
                """
                #!/bin/sh
                echo run >>'%s'
                [ %d -eq 0 ] || exit 1
                /bin/sleep 0.2
                mkdir -p '%s/lib'
                touch '%s/lib/signalbox.jar' '%s/signalbox.jar'
                """
                        .formatted(root.resolve("runs"), exitCode, dist, dist, target));
    }

    void removeMaven() throws IOException {
        Files.delete(root.resolve("tools/mvn"));
    }

    int mavenRuns() throws IOException {
        return Files.readAllLines(root.resolve("runs")).size();
    }

    long archives(String folder) throws IOException {
        Path path = home.resolve(folder);
        if (!Files.isDirectory(path)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(file -> !file.toString().endsWith(".making")).count();
        }
    }

    /** Result of a script; the output has both streams. */
    record Run(int exitCode, String output) {}

    Run run(String... arguments) throws Exception {
        return run(root, script(), arguments);
    }

    Run run(Path from, Path script, String... arguments) throws Exception {
        Process process = begin(from, script, arguments);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }

    Process begin(String... arguments) throws IOException {
        return begin(root, script(), arguments);
    }

    private Process begin(Path from, Path script, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of(script.toString()), Stream.of(arguments))
                .toList());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.directory(from.toFile()).redirectErrorStream(true).start();
    }

    private static void fillLib(Path lib) throws IOException {
        Files.createDirectories(lib);
        Files.writeString(lib.resolve("signalbox.jar"), "one");
        Files.writeString(lib.resolve("sqlite-jdbc-1.jar"), "a library");
    }

    private static void executable(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("cannot make executable: " + file);
        }
    }
}
