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
                          "kept": {"type": "static", "directory": "web", "options": {"cache_timeout": null}},
                          "later": {"type": "static", "directory": "missing"},
                          "packaged": {"type": "static", "package": "example", "resource": "web"}}}
                        """))
                .containsExactly(
                        "error: $.workers[0]: this node does not run Python code: transports[0].paths.packaged"
                                + " 'example' (line #) - write the 'directory' of the files in place of the package",
                        "warning: " + T
                                + "paths['/'].options.default_file: the directory has no file 'index.html' - add"
                                + " the file, or correct the name",
                        "warning: " + T + "paths.later.directory: the directory " + directory.resolve("missing")
                                + " does not exist, so there are no files until it does - create the directory, or"
                                + " correct the path");
    }

    @Test
    void small_services_and_web_options() throws IOException {
        assertThat(
                        forms.problemsOf(
                                """
                        {"type": "web", "endpoint": {"type": "tcp", "port": 8080},
                         "options": {"access_log": true, "display_tracebacks": true, "hsts": true,
                           "hsts_max_age": 31536000, "client_timeout": null},
                         "paths": {"/": {"type": "redirect", "url": "/app"},
                          "app": {"type": "path", "paths": {
                            "/": {"type": "static", "directory": "web"},
                            "config": {"type": "json", "value": {"options": {}, "list": [1, null, 2.50]}, "options":
                              {"prettify": true, "allow_cross_origin": false, "discourage_caching": true}},
                            "deep": {"type": "path", "paths": {"info": {"type": "nodeinfo"},
                              "ws": {"type": "websocket", "url": "ws://x/", "auth":
                                {"anonymous": {"role": "frontend"}}}}}}}}}
                        """))
                .containsExactly(
                        "warning: $.workers[0].realms[0].roles[0].name: no authentication method of the worker gives"
                                + " the role 'anonymous', so no session can have it - name the role in 'auth' of a"
                                + " transport, or remove it",
                        "warning: " + T + "options.display_tracebacks: 'display_tracebacks' has no effect: there are no"
                                + " Python tracebacks - remove it",
                        "warning: " + T
                                + "options.hsts: has no effect: browsers heed it over TLS only - add 'tls' to the"
                                + " endpoint, or 'trusted_proxies' if a proxy encrypts, or remove it",
                        "warning: " + T + "paths.app.paths.deep.paths.ws.url: 'url' has no effect: clients choose the"
                                + " URL - remove it",
                        "warning: " + T + "paths.app.paths.deep.paths.ws.auth.anonymous: 'type' is missing and defaults"
                                + " to 'static' - add \"type\": \"static\"");
    }

    @Test
    void services_of_nested_paths_are_checked_like_those_of_the_transport() throws IOException {
        assertThat(
                        forms.problemsOf(
                                """
                        {"type": "universal", "endpoint": {"type": "tcp", "port": 8080}, "web": {"paths": {
                          "app": {"type": "path", "paths": {"paths": {"type": "path", "paths": {
                            "call": {"type": "caller"},
                            "ws": {"type": "websocket", "auth": {"anonymous-proxy": {}}},
                            "files": {"type": "static", "directory": "web", "options": {"default_file": "../x"}}
                            }}}}}}}
                        """))
                .containsExactly(
                        "error: " + T + "web.paths.app.paths.paths.paths.call.type: 'caller' is not supported yet (this"
                                + " web service) - remove the path",
                        "error: " + T + "web.paths.app.paths.paths.paths.ws.auth.anonymous-proxy: 'anonymous-proxy'"
                                + " cannot be supported: it belongs to proxy workers - connect clients to the router"
                                + " worker",
                        "error: " + T + "web.paths.app.paths.paths.paths.files.options.default_file: '../x' is not"
                                + " inside of the directory - name a file of the directory");
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
        for (String service : List.of("reverseproxy")) {
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
                  "authenticator-realm": "realm1", "authenticator-role": "authenticator"}""",
                """
                "ticket": {"type": "dynamic", "authenticator": "com.example.authenticate"}""")) {
            assertThat(problemsWith(dynamic)).isEmpty();
        }
        assertThat(
                        problemsWith(
                                """
                        "scram": {"type": "static", "principals": {"joe": {"kdf": "pbkdf2", "iterations": 4096, "memory": -1,
                          "salt": "ae1f0d2f422757809077785e660b62c6", "role": "frontend",
                          "stored-key": "${KEY}", "server-key": "${KEY}"}}}"""))
                .isEmpty();
    }

    private List<String> problemsWith(String method) throws IOException {
        return forms.problemsOf(
                "{\"type\": \"websocket\", \"endpoint\": {\"type\": \"tcp\", \"port\": 9000, \"interface\":"
                        + " \"127.0.0.1\"}, \"auth\": {\"anonymous\": {\"type\": \"static\", \"role\": \"anonymous\"}, "
                        + method + "}}");
    }

    @Test
    void cookies_in_every_store() throws IOException {
        String open = "warning: " + T + "auth.anonymous: " + ConfigForms.OPEN;
        assertThat(problemsOfStore("{\"type\": \"memory\"}")).containsExactly(open);
        assertThat(problemsOfStore("{\"type\": \"file\", \"filename\": \"cookies.dat\", \"purge_on_startup\": true}"))
                .containsExactly(open);
        assertThat(problemsOfStore("{\"type\": \"database\", \"path\": \".db\", \"maxsize\": 1048576}"))
                .containsExactly(
                        "error: " + T + "cookie.store.type: 'database' cannot be supported: it needs LMDB - use type"
                                + " 'file' with a 'filename', which keeps the cookies over a restart as well",
                        open);
    }

    private List<String> problemsOfStore(String store) throws IOException {
        return forms.problemsOf("{\"type\": \"websocket\", \"endpoint\": {\"type\": \"tcp\", \"port\": 9000},"
                + " \"cookie\": {\"name\": \"cbtid\", \"length\": 24, \"max_age\": 86400, \"store\": " + store
                + "}, \"auth\": {\"anonymous\": {\"type\": \"static\"}}}");
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
