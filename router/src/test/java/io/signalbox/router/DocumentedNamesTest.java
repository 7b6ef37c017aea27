package io.signalbox.router;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.transport.TransportCounters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The classes, members and packages that the documentation names exist. */
class DocumentedNamesTest {
    private static final Path PROJECT = Path.of("..");
    private static final Pattern CODE = Pattern.compile("`([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)(?:#([A-Za-z0-9]+))?`");
    private static final Pattern PACKAGE_ROW = Pattern.compile("\\| +(?:`([\\w-]+)`)? *\\| `(\\w+)` \\| [^|]+ \\|");

    /** Names in backticks that are not classes of this project. */
    private static final Set<String> OTHERS = Set.of(
            // Names that CONTRIBUTING.md excludes, and values of other languages.
            "Util",
            "Manager",
            "Helper",
            "Impl",
            "Base",
            "True",
            // Headers of HTTP.
            "Connection",
            "Forwarded",
            "Host",
            "Origin",
            "Upgrade",
            "Via",
            // Attributes of cookies.
            "Secure",
            "HttpOnly",
            "Strict",
            "Lax",
            "None",
            // Classes of the JDK and of Jetty.
            "Optional",
            "CompletableFuture",
            "CompletionStage",
            "ServiceLoader",
            "BigDecimal",
            "EndPoint",
            "FrameHandler");

    /** The main classes, without the libraries that they use, which would take long to read. */
    private static final JavaClasses COMPILED =
            ArchConfiguration.withThreadLocalScope((ArchConfiguration configuration) -> {
                configuration.setResolveMissingDependenciesFromClassPath(false);
                return new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.signalbox");
            });

    @Test
    void every_class_and_member_that_a_page_names_exists() throws IOException {
        Set<String> classes = sourceNames();
        Set<String> members = new HashSet<>();
        for (JavaClass type : COMPILED) {
            classes.add(type.getSimpleName());
            for (JavaMember member : type.getMembers()) {
                members.add(type.getSimpleName() + "#" + member.getName());
            }
        }
        List<String> missing = new ArrayList<>();
        int checked = 0;
        for (Path page : pages()) {
            Matcher code = CODE.matcher(Files.readString(page));
            while (code.find()) {
                String name = code.group(1);
                boolean exists = code.group(2) == null
                        ? classes.contains(name) || OTHERS.contains(name)
                        : members.contains(name + "#" + code.group(2));
                checked++;
                if (!exists) {
                    missing.add(PROJECT.relativize(page) + ": " + code.group());
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(checked).isGreaterThan(100);
    }

    @Test
    void the_list_of_packages_in_the_architecture_page_is_complete() throws IOException {
        Set<String> listed = new TreeSet<>();
        String module = null;
        for (String line : Files.readAllLines(PROJECT.resolve("docs/ARCHITECTURE.md"))) {
            Matcher row = PACKAGE_ROW.matcher(line);
            if (row.matches()) {
                module = row.group(1) == null ? module : row.group(1);
                listed.add(module + " " + row.group(2));
            }
        }
        Set<String> present = COMPILED.stream()
                .map(type ->
                        module(type.getPackageName()) + " " + type.getPackage().getRelativeName())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(listed).isEqualTo(present);
    }

    @Test
    void the_page_on_operations_has_every_counter() throws IOException {
        String page = Files.readString(PROJECT.resolve("docs/OPERATIONS.md"));
        List<String> counters = Stream.of(TransportCounters.class, RealmCounters.class)
                .flatMap(type -> Stream.of(type.getFields()))
                .map(Field::getName)
                .toList();
        assertThat(counters).hasSizeGreaterThan(30).allSatisfy(name -> assertThat(page)
                .contains("`" + name + "`"));
    }

    private static String module(String packageName) {
        return switch (packageName.split("\\.")[2]) {
            case "protocol" -> "wamp-protocol";
            case "transport" -> "transports";
            case "client" -> "wamp-client";
            default -> "router";
        };
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> files = Files.walk(PROJECT.resolve("docs"))) {
            files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
        }
        pages.add(PROJECT.resolve("README.md"));
        pages.add(PROJECT.resolve("CONTRIBUTING.md"));
        return pages;
    }

    /** Names of all classes with a source file of their own, those of tests and benchmarks included. */
    private static Set<String> sourceNames() throws IOException {
        Set<String> names = new HashSet<>();
        try (Stream<Path> modules = Files.list(PROJECT)) {
            for (Path module : modules.filter(Files::isDirectory).toList()) {
                for (String sources : List.of("src", "stress/src")) {
                    addNames(module.resolve(sources), names);
                }
            }
        }
        return names;
    }

    private static void addNames(Path sources, Set<String> names) {
        if (!Files.isDirectory(sources)) {
            return;
        }
        try (Stream<Path> files = Files.walk(sources)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .forEach(name -> names.add(name.substring(0, name.length() - ".java".length())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
