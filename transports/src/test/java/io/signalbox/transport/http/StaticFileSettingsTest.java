package io.signalbox.transport.http;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.transport.RawPeer;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.port.ListeningPort;
import io.signalbox.transport.port.PortProtocols;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "names are narrower there")
class StaticFileSettingsTest {
    private static final AssemblyBudget LISTINGS = new AssemblyBudget(16 << 20);

    @TempDir
    private Path folder;

    private Path web;
    private ListeningPort host;

    @BeforeEach
    void serve() throws IOException {
        web = Files.createDirectory(folder.resolve("web"));
        Files.writeString(folder.resolve("secret.txt"), "not for the web");
        Files.writeString(web.resolve("app.html"), "the application");
        StaticFileSettings listed = new StaticFileSettings(true, Map.of(), OptionalInt.empty(), Optional.empty());
        StaticFileSettings application = new StaticFileSettings(
                false,
                Map.of(".md", "text/markdown", ".data", "application/x-own"),
                OptionalInt.of(60),
                Optional.of("app.html"));
        StaticFileSettings outside =
                new StaticFileSettings(false, Map.of(), OptionalInt.of(0), Optional.of("../secret.txt"));
        host = new ListeningPort(
                TestHost.listener(1, 100),
                new TransportCounters(),
                PortProtocols.http(List.of(
                        StaticFiles.at("/", web, listed, LISTINGS),
                        StaticFiles.at("/app", web, application, LISTINGS),
                        StaticFiles.at("/app/deep/files", web, listed, LISTINGS),
                        StaticFiles.at("/outside", web, outside, LISTINGS))));
        host.start();
    }

    @AfterEach
    void stop() {
        host.stop();
    }

    @Test
    void a_directory_without_an_index_is_listed() throws IOException {
        Path folder = Files.createDirectories(web.resolve("a b"));
        Files.writeString(folder.resolve("x<y>&'\".txt"), "12345");
        Files.writeString(folder.resolve("javascript:alert(1)"), "");
        Files.createDirectory(folder.resolve("100%"));
        String page = get("/a%20b/");
        assertThat(page)
                .startsWith("HTTP/1.1 200 ")
                .contains("Content-Type: text/html;charset=utf-8", "Cache-Control: no-cache")
                .contains("<h1>/a b/</h1>", "<a href=\"../\">..</a>")
                .contains("<a href=\"x%3Cy%3E%26%27%22.txt\">x&lt;y&gt;&amp;&#39;&quot;.txt</a>", "<td>5</td>")
                .contains("<a href=\"javascript%3Aalert%281%29\">")
                .contains("<a href=\"100%25/\">100%/</a>");
        assertThat(page.indexOf("100%/")).isLessThan(page.indexOf("javascript"));
        assertThat(get("/a%20b/x%3Cy%3E%26%27%22.txt")).endsWith("\r\n\r\n12345");
        assertThat(get("/")).doesNotContain("href=\"../\"").contains("<a href=\"a%20b/\">a b/</a>");
        Files.writeString(folder.resolve("index.html"), "index");
        assertThat(get("/a%20b/")).endsWith("\r\n\r\nindex");
    }

    @Test
    void a_list_has_nothing_that_is_not_served() throws Exception {
        Files.createSymbolicLink(web.resolve("outside.txt"), folder.resolve("secret.txt"));
        Files.createSymbolicLink(web.resolve("folder"), folder);
        Files.createSymbolicLink(web.resolve("dangling"), Path.of("nowhere"));
        Files.createSymbolicLink(web.resolve("inside.html"), Path.of("app.html"));
        Process made = new ProcessBuilder("mkfifo", web.resolve("fifo").toString()).start();
        assertThat(made.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(get("/"))
                .contains("app.html", "inside.html")
                .doesNotContain("outside.txt", "folder", "dangling", "fifo", "secret");
    }

    @Test
    void lists_that_are_being_sent_are_charged_to_a_budget() throws IOException {
        assertThat(get("/")).startsWith("HTTP/1.1 200 ");
        await().until(() -> LISTINGS.reservedBytes() == 0);
        assertThat(LISTINGS.tryReserve(16 << 20)).isTrue();
        try {
            assertThat(get("/")).startsWith("HTTP/1.1 503 ");
            assertThat(get("/app.html")).startsWith("HTTP/1.1 200 ");
        } finally {
            LISTINGS.release(16 << 20);
        }
        assertThat(LISTINGS.reservedBytes()).isZero();
        assertThat(get("/")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void a_list_has_a_bound() throws IOException {
        Path many = Files.createDirectory(web.resolve("many"));
        for (int i = 0; i <= DirectoryListing.MAX_ENTRIES; i++) {
            Files.createFile(many.resolve("file" + i));
        }
        String page = get("/many/");
        assertThat(page).contains("The directory has more than 10000 entries.");
        assertThat(page.split("<tr>")).hasSize(DirectoryListing.MAX_ENTRIES + 2);
    }

    @ParameterizedTest
    @CsvSource({"/app/", "/app/route", "/app/route/", "/app/route/deeper?x=1", "/app/missing.js", "/app/folder/"})
    void the_default_file_answers_for_every_path_without_a_file(String target) throws IOException {
        Files.createDirectory(web.resolve("folder"));
        assertThat(get(target))
                .startsWith("HTTP/1.1 200 ")
                .contains("Content-Type: text/html", "Cache-Control: no-cache")
                .endsWith("\r\n\r\nthe application");
    }

    @Test
    void a_file_and_an_index_come_before_the_default_file() throws IOException {
        Files.writeString(web.resolve("a.txt"), "a");
        Files.writeString(web.resolve("index.html"), "index");
        assertThat(get("/app/a.txt"))
                .contains("Cache-Control: public, max-age=60\r\n")
                .endsWith("\r\n\r\na");
        assertThat(get("/app/"))
                .contains("Cache-Control: public, max-age=60\r\n")
                .endsWith("\r\n\r\nindex");
        assertThat(get("/a.txt")).doesNotContain("Cache-Control");
    }

    @Test
    void content_types_of_the_configuration_come_before_the_usual_ones() throws IOException {
        for (String name : List.of("a.md", "a.DATA", "a.b.data", "a.svg")) {
            Files.writeString(web.resolve(name), name);
        }
        assertThat(get("/app/a.md")).contains("Content-Type: text/markdown");
        assertThat(get("/app/a.DATA")).contains("Content-Type: application/x-own");
        assertThat(get("/app/a.b.data")).contains("Content-Type: application/x-own");
        assertThat(get("/app/a.svg")).contains("Content-Type: image/svg+xml");
        assertThat(get("/a.data")).doesNotContain("application/x-own");
    }

    @Test
    void a_default_file_outside_of_the_directory_is_not_served() throws IOException {
        assertThat(get("/outside/any")).startsWith("HTTP/1.1 404 ").doesNotContain("not for the web");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret.txt",
                "%2e%2e/secret.txt",
                "..%2fsecret.txt",
                "..%5csecret.txt",
                "%252e%252e%252fsecret.txt",
                "..;/secret.txt",
                "..%00/secret.txt",
                "secret.txt%00.html",
                "%c0%ae%c0%ae/secret.txt",
                "link/secret.txt",
                "link/",
                "link.txt"
            })
    void neither_a_list_nor_a_default_file_nor_a_nested_path_leads_out_of_the_directory(String path)
            throws IOException {
        Files.createSymbolicLink(web.resolve("link"), folder);
        Files.createSymbolicLink(web.resolve("link.txt"), folder.resolve("secret.txt"));
        for (String base : List.of("/", "/app/", "/app/deep/files/", "/app/deep/files/../", "/outside/")) {
            assertThat(get(base + path))
                    .matches("(?s)HTTP/1\\.1 (40[04]|200) .*")
                    .doesNotContain("not for the web", "href=\"secret.txt", folder.toString());
        }
    }

    private String get(String target) throws IOException {
        try (RawPeer peer = RawPeer.dial(URI.create(host.address()))) {
            return peer.exchange("GET " + target + " HTTP/1.1\r\nHost: test\r\n\r\n");
        }
    }
}
