package io.signalbox.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.transport.RawPeer;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.port.ListeningPort;
import io.signalbox.transport.port.PortProtocols;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "names are narrower there")
class StaticFilesTest {
    private static final AssemblyBudget LISTINGS = new AssemblyBudget(16 << 20);

    private static final String UNRESERVED_OR_DELIMITER = "-._~!$&'()*+,;=:@";

    @TempDir
    private Path folder;

    private Path web;
    private ListeningPort host;

    @BeforeEach
    void serve() throws IOException {
        web = Files.createDirectory(folder.resolve("web"));
        Files.writeString(folder.resolve("secret.txt"), "not for the web");
        host = new ListeningPort(
                TestHost.listener(1, 100),
                new TransportCounters(),
                PortProtocols.http(List.of(
                        StaticFiles.at("/", web, StaticFileSettings.PLAIN, LISTINGS),
                        StaticFiles.at("/files", web, StaticFileSettings.PLAIN, LISTINGS))));
        host.start();
    }

    @AfterEach
    void stop() {
        host.stop();
    }

    /** Every visible ASCII character that a name in a path may hold, a blank, and characters beyond. */
    static List<String> characters() {
        List<String> ascii = " !\"#$%&'()*+,-.:;<=>?@[]^_`{|}~"
                .chars()
                .mapToObj(Character::toString)
                .toList();
        List<String> others = List.of("\u00f6", "o\u0308", "\u65e5\u672c", "\ud83d\ude00", "\t", "%25", "%2F", "%5C");
        return Stream.concat(ascii.stream(), others.stream()).toList();
    }

    @ParameterizedTest
    @MethodSource("characters")
    void a_file_is_found_whatever_its_name_and_that_of_its_directory_hold(String character) throws IOException {
        String name = "a" + character + "b";
        Path directory = Files.createDirectory(web.resolve(name));
        Files.writeString(directory.resolve(name + ".txt"), "in " + name);
        Files.writeString(directory.resolve("index.html"), "index of " + name);
        String path = "/" + encoded(name);
        assertThat(get(path + path + ".txt"))
                .startsWith("HTTP/1.1 200 ")
                .contains("Content-Type: text/plain")
                .endsWith("\r\n\r\nin " + name);
        assertThat(get("/files" + path + path + ".txt")).startsWith("HTTP/1.1 200 ");
        assertThat(get(path + "/")).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nindex of " + name);
        String location = "/" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        assertThat(get(path + "?x=1")).startsWith("HTTP/1.1 302 ").contains("Location: " + location + "/?x=1\r\n");
    }

    @Test
    void a_redirect_leads_to_the_path_of_the_directory_on_this_host() throws IOException {
        Files.createDirectory(web.resolve("dir"));
        assertThat(get("/dir")).startsWith("HTTP/1.1 302 ").contains("Location: /dir/\r\n");
        assertThat(get("/files/dir")).startsWith("HTTP/1.1 302 ").contains("Location: /files/dir/\r\n");
    }

    @Test
    void a_path_with_an_empty_first_segment_is_neither_a_host_nor_an_absolute_path() throws IOException {
        Files.createDirectory(web.resolve("dir"));
        Files.writeString(web.resolve("dir/file.txt"), "found");
        for (String path :
                List.of("//example.com/dir", "//dir", "/files//dir", "/files/" + web.resolve("dir/file.txt"))) {
            assertThat(get(path)).as(path).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void characters_that_may_stand_in_a_path_need_no_encoding() throws IOException {
        Files.writeString(web.resolve("a" + UNRESERVED_OR_DELIMITER), "found");
        assertThat(get("/a" + UNRESERVED_OR_DELIMITER)).endsWith("\r\n\r\nfound");
    }

    @Test
    void a_name_is_decoded_once() throws IOException {
        Files.writeString(web.resolve("a b"), "decoded twice");
        Files.writeString(web.resolve("a%20b"), "decoded once");
        assertThat(get("/a%2520b")).endsWith("\r\n\r\ndecoded once");
        assertThat(get("/a%25252520b")).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void composed_and_decomposed_names_are_two_files() throws IOException {
        Files.writeString(web.resolve("\u00e9"), "composed");
        assertThat(get("/%C3%A9")).endsWith("\r\n\r\ncomposed");
        assertThat(get("/e%CC%81")).startsWith("HTTP/1.1 404 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../secret.txt",
                "/%2e%2e/secret.txt",
                "/.%2e/secret.txt",
                "/%2e%2e%2fsecret.txt",
                "/..%2fsecret.txt",
                "/..%5csecret.txt",
                "/%252e%252e/secret.txt",
                "/%252e%252e%252fsecret.txt",
                "/..%252fsecret.txt",
                "/..;/secret.txt",
                "/..%3b/secret.txt",
                "/..%00/secret.txt",
                "/%c0%ae%c0%ae/secret.txt",
                "/%u002e%u002e/secret.txt",
                "/files/../../secret.txt",
                "/files/%2e%2e/secret.txt",
                "/files/..;/..;/secret.txt",
                "/files%2f..%2f..%2fsecret.txt",
                "/files;x/../secret.txt",
                "//secret.txt",
                "/link/secret.txt",
                "/link.txt",
                "/link/"
            })
    void nothing_leads_out_of_the_directory(String path) throws IOException {
        Files.createSymbolicLink(web.resolve("link"), folder);
        Files.createSymbolicLink(web.resolve("link.txt"), folder.resolve("secret.txt"));
        Files.writeString(folder.resolve("index.html"), "not for the web");
        assertThat(get(path)).matches("(?s)HTTP/1\\.1 40[04] .*").doesNotContain("not for the web", folder.toString());
    }

    @Test
    void a_link_within_the_directory_is_followed_and_so_is_one_to_the_directory_itself() throws IOException {
        Files.writeString(web.resolve("page.html"), "page");
        Files.createSymbolicLink(web.resolve("latest.html"), Path.of("page.html"));
        assertThat(get("/latest.html")).endsWith("\r\n\r\npage");
        Path link = Files.createSymbolicLink(folder.resolve("current"), web);
        ListeningPort linked = new ListeningPort(
                TestHost.listener(1, 100),
                new TransportCounters(),
                PortProtocols.http(List.of(StaticFiles.at("/", link, StaticFileSettings.PLAIN, LISTINGS))));
        linked.start();
        try {
            assertThat(get(linked, "GET", "/page.html")).endsWith("\r\n\r\npage");
        } finally {
            linked.stop();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/a%00.txt, 400",
        "/%00, 400",
        "/a.txt/, 404",
        "/a.txt/b, 404",
        "/a.txt%2f, 400",
        "/%ff, 400",
        "/%, 400",
        "/%4, 400",
        "/folder/, 404",
        "/loop, 404"
    })
    void a_path_that_no_file_has_is_refused(String path, int status) throws IOException {
        Files.writeString(web.resolve("a.txt"), "a");
        Files.createDirectory(web.resolve("folder"));
        Files.createSymbolicLink(web.resolve("loop"), Path.of("loop"));
        assertThat(get(path)).startsWith("HTTP/1.1 " + status + " ");
        assertThat(get("/" + "n".repeat(4_000))).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void files_whose_names_begin_with_a_dot_are_served() throws IOException {
        Files.createDirectory(web.resolve(".well-known"));
        Files.writeString(web.resolve(".well-known/security.txt"), "Contact:");
        assertThat(get("/.well-known/security.txt")).endsWith("\r\n\r\nContact:");
    }

    @Test
    void nobody_waits_for_a_file_that_is_no_regular_one() throws Exception {
        Process made = new ProcessBuilder("mkfifo", web.resolve("fifo.txt").toString()).start();
        assertThat(made.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(made.exitValue()).isZero();
        assertThat(get("/fifo.txt")).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void conditions_ranges_and_methods_work() throws IOException {
        Files.writeString(web.resolve("a.txt"), "0123456789");
        assertThat(get(host, "GET", "/a.txt", "Range: bytes=2-4"))
                .startsWith("HTTP/1.1 206 ")
                .endsWith("\r\n\r\n234");
        String head = get("/a.txt");
        String modified = head.substring(head.indexOf("Last-Modified: ") + 15);
        modified = modified.substring(0, modified.indexOf("\r\n"));
        assertThat(get(host, "GET", "/a.txt", "If-Modified-Since: " + modified)).startsWith("HTTP/1.1 304 ");
        assertThat(get(host, "POST", "/a.txt", "Content-Length: 0")).startsWith("HTTP/1.1 404 ");
    }

    private String get(String target) throws IOException {
        return get(host, "GET", target);
    }

    private static String get(ListeningPort from, String method, String target, String... headers) throws IOException {
        try (RawPeer peer = RawPeer.dial(URI.create(from.address()))) {
            StringBuilder request = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: test\r\n");
            for (String header : headers) {
                request.append(header).append("\r\n");
            }
            return peer.exchange(request + "\r\n");
        }
    }

    /** Encodes all but letters and digits, as {@code encodeURIComponent} of browsers does and a little more. */
    private static String encoded(String name) {
        StringBuilder path = new StringBuilder();
        for (byte one : name.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = one >= 'a' && one <= 'z' || one >= 'A' && one <= 'Z' || one >= '0' && one <= '9';
            path.append(plain ? Character.toString(one) : "%%%02X".formatted(one & 0xFF));
        }
        return path.toString();
    }
}
