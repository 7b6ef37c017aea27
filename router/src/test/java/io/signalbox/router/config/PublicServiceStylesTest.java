package io.signalbox.router.config;

import static io.signalbox.router.config.ConfigForms.T;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Web services, authentication and cookies in the styles of public configurations of Crossbar.io. */
class PublicServiceStylesTest {
    private static final String OTHERS = "use 'ticket', 'wampcra' or 'cryptosign' instead";

    @TempDir
    private Path directory;

    private ConfigForms forms;

    @BeforeEach
    void use_the_directory() throws IOException {
        forms = new ConfigForms(directory);
    }

    @Test
    void static_files_with_options() throws IOException {
        assertThat(
                        forms.problemsOf(
                                """
                        {"type": "web", "endpoint": {"type": "tcp", "port": 8080}, "paths": {
                          "/": {"type": "static", "directory": "web", "options": {"enable_directory_listing": true,
                            "mime_types": {".md": "text/markdown"}, "cache_timeout": 3600,
                            "default_file": "index.html"}},
                          "shared": {"type": "static", "directory": "."},
                          "packaged": {"type": "static", "package": "example", "resource": "web"}}}
                        """))
                .containsExactly(
                        "error: $.workers[0]: this node does not run Python code: transports[0].paths.packaged"
                                + " 'example' (line #) - write the 'directory' of the files in place of the package",
                        "error: " + T + "paths['/'].options.enable_directory_listing: 'enable_directory_listing' is not"
                                + " supported yet (this option of static files) - remove it",
                        "error: " + T + "paths['/'].options.mime_types: 'mime_types' is not supported yet (this option"
                                + " of static files) - remove it",
                        "error: " + T + "paths['/'].options.cache_timeout: 'cache_timeout' is not supported yet (this"
                                + " option of static files) - remove it",
                        "error: " + T + "paths['/'].options.default_file: 'default_file' is not supported yet (this"
                                + " option of static files) - remove it");
    }

    @Test
    void services_of_other_servers() throws IOException {
        for (String service : List.of(
                "\"longpoll\", \"options\": {\"request_timeout\": 10, \"session_timeout\": 30}",
                "\"archive\", \"archive\": \"a.zip\", \"origin\": \"https://example.com/a.zip\", \"cache\": true",
                "\"cgi\", \"directory\": \"cgi-bin\", \"processor\": \"perl\"",
                "\"wap\", \"templates\": \"t\", \"routes\": [], \"wamp\": {\"realm\": \"realm1\"}",
                "\"upload\", \"realm\": \"realm1\", \"role\": \"anonymous\", \"directory\": \"up\"")) {
            assertThat(forms.problemsOf("{\"type\": \"web\", \"endpoint\": {\"type\": \"tcp\", \"port\": 8080},"
                            + " \"paths\": {\"/\": {\"type\": \"static\", \"directory\": \"web\"},"
                            + " \"x\": {\"type\": " + service + "}}}"))
                    .containsExactly("error: " + T + "paths.x.type: '" + service.split("\"")[1] + "' cannot be"
                            + " supported: this node does not have this service - serve it from an HTTP server behind"
                            + " a common proxy");
        }
        for (String service : List.of("reverseproxy", "websocket-reverseproxy")) {
            assertThat(forms.problemsOf(
                            """
                            {"type": "web", "endpoint": {"type": "tcp", "port": 8080}, "paths": {
                              "/": {"type": "static", "directory": "web"},
                              "x": {"type": "%s", "host": "127.0.0.1", "port": 8081, "path": "/",
                                "backend": {"type": "websocket", "endpoint": {"type": "tcp", "host": "a"}}}}}
                            """
                                    .formatted(service)))
                    .containsExactly("error: " + T + "paths.x.type: '" + service
                            + "' is not supported yet (this web service) - remove the path");
        }
    }

    @Test
    void authentication_in_every_form() throws IOException {
        String secret = T + "auth.wampcra.users.joe.secret: counts as the ";
        assertThat(
                        problemsWith(
                                """
                        "wampcra": {"type": "static", "users": {"joe": {"secret": "${SECRET}", "role": "frontend",
                          "salt": "salt123", "iterations": 100, "keylen": 16}}}"""))
                .containsExactly("warning: " + secret + "secret itself, because it is not Base64 of 16 bytes - add"
                        + " \"secret-is-derived\": false if that is meant");
        assertThat(
                        problemsWith(
                                """
                        "cryptosign": {"type": "static", "principals": {"joe": {"realm": "realm1", "role": "frontend",
                          "authorized_keys": ["545efb0a2192db8d43f118e9bf9aee081466e1ef36c708b96ee6f62dddad9122"]}}}"""))
                .isEmpty();
        for (String dynamic : List.of(
                """
                "wampcra": {"type": "dynamic", "authenticator": "com.example.authenticate",
                  "authenticator-realm": "realm-auth", "authenticator-role": "authenticator"}""",
                """
                "ticket": {"type": "dynamic", "authenticator": "com.example.authenticate"}""")) {
            String name = dynamic.strip().split("\"")[1];
            assertThat(problemsWith(dynamic))
                    .containsExactly("error: " + T + "auth." + name
                            + ".type: 'dynamic' is not supported yet (dynamic authenticators) - " + OTHERS);
        }
        for (String later : List.of(
                """
                "scram": {"type": "static", "principals": {"joe": {"kdf": "pbkdf2", "iterations": 4096, "memory": -1,
                  "salt": "aa", "stored-key": "bb", "server-key": "cc", "role": "frontend"}}}""",
                """
                "tls": {"type": "static", "principals": {"joe": {"certificate-sha1": "AA:BB", "role": "frontend"}}}""")) {
            String name = later.strip().split("\"")[1];
            assertThat(problemsWith(later))
                    .containsExactly("error: " + T + "auth." + name + ": '" + name
                            + "' is not supported yet (this authentication method) - " + OTHERS);
        }
    }

    private List<String> problemsWith(String method) throws IOException {
        return forms.problemsOf(
                "{\"type\": \"websocket\", \"endpoint\": {\"type\": \"tcp\", \"port\": 9000, \"interface\":"
                        + " \"127.0.0.1\"}, \"auth\": {\"anonymous\": {\"type\": \"static\", \"role\": \"anonymous\"}, "
                        + method + "}}");
    }

    @Test
    void cookies_in_every_store() throws IOException {
        for (String store : List.of(
                "{\"type\": \"memory\"}",
                "{\"type\": \"file\", \"filename\": \"cookies.dat\", \"purge_on_startup\": true}",
                "{\"type\": \"database\", \"path\": \".db\", \"maxsize\": 1048576}")) {
            assertThat(forms.problemsOf("{\"type\": \"websocket\", \"endpoint\": {\"type\": \"tcp\", \"port\": 9000},"
                            + " \"cookie\": {\"name\": \"cbtid\", \"length\": 24, \"max_age\": 86400, \"store\": "
                            + store + "}, \"auth\": {\"anonymous\": {\"type\": \"static\"}}}"))
                    .containsExactly(
                            "error: " + T + "cookie: 'cookie' is not supported yet (cookie tracking) -" + " remove it",
                            "warning: " + T + "auth.anonymous: " + ConfigForms.OPEN);
        }
    }

    @Test
    void an_anonymous_role_of_its_own_beside_a_static_one() throws IOException {
        assertThat(
                        forms.problemsOf(
                                """
                        {"type": "websocket", "endpoint": {"type": "tcp", "port": "8080"},
                         "auth": {"anonymous": {"type": "static", "role": "frontend", "authid": "public"}}},
                        {"type": "websocket", "endpoint": {"type": "tcp", "port": 8081}, "auth": {"anonymous": {}}}
                        """))
                .containsExactly(
                        "warning: " + T + "endpoint.port: the port is a string - write 8080 without quotes",
                        "warning: $.workers[0].transports[1].auth.anonymous: " + ConfigForms.OPEN,
                        "warning: $.workers[0].transports[1].auth.anonymous: 'type' is missing and defaults to 'static'"
                                + " - add \"type\": \"static\"");
    }
}
