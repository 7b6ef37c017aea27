package io.signalbox.router.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Problems of cookies beyond the schema. */
class CookieProblemsTest {
    private static final String REALM =
            "{\"name\": \"realm1\", \"roles\": [{\"name\": \"user\"}, {\"name\": \"anonymous\"}]}";
    private static final String T = "$.workers[0].transports[0].";
    private static final String ORIGINS = "\"options\": {\"allowed_origins\": [\"https://example.com\"]}, ";
    private static final String LOGINS = "\"anonymous\": {\"type\": \"static\"}, \"ticket\": {\"type\": \"static\","
            + " \"principals\": {\"joe\": {\"ticket\": \"${SECRET}\", \"role\": \"user\"}}}";

    @TempDir
    private Path directory;

    private ConfigFile file;

    @BeforeEach
    void use_the_directory() {
        file = new ConfigFile(directory, Map.of("SECRET", "from the environment"));
    }

    @Test
    void a_page_of_any_site_that_may_connect_is_worth_a_warning() throws IOException {
        String warning = "node.json:5:10: warning: " + T + "auth.cookie: a page of any site may connect with the cookie"
                + " of its visitor, because 'allowed_origins' is [\"*\"] - list the origins of your own pages in"
                + " 'allowed_origins' of 'options'";
        String auth = "\"cookie\": {},\n\"auth\": {\"cookie\": {}, " + LOGINS + "}";
        assertThat(problems(auth)).containsExactly(warning);
        assertThat(problems("\"options\": {\"allowed_origins\": [\"https://a.b\", \"*\"]}, " + auth))
                .containsExactly(warning);
        assertThat(problems(ORIGINS + auth)).isEmpty();
    }

    @Test
    void the_method_needs_cookies_and_another_method() throws IOException {
        assertThat(problems(ORIGINS + "\n\"auth\": {\"cookie\": {}, " + LOGINS + "}"))
                .containsExactly("node.json:5:10: error: " + T + "auth.cookie: no client gets a cookie here - add"
                        + " 'cookie' beside 'auth', {} for the defaults");
        assertThat(problems(
                        ORIGINS + "\"cookie\": {},\n\"auth\": {\"cookie\": {}, \"anonymous\": {\"type\": \"static\"}}"))
                .filteredOn(line -> !line.contains("roles"))
                .containsExactly("node.json:5:10: warning: " + T + "auth.cookie: no client can log in here, so that no"
                        + " cookie stands for a login - add a method by which clients log in, such as 'ticket'");
    }

    @Test
    void rawsocket_has_no_cookies() throws IOException {
        String rawSocket = "{\"type\": \"rawsocket\", \"endpoint\": " + ConfigFile.ENDPOINT + ",\n%s}";
        assertThat(file.problems(REALM, rawSocket.formatted("\"auth\": {\"cookie\": {}, " + LOGINS + "}")))
                .containsExactly("node.json:5:10: error: " + T + "auth.cookie: RawSocket has no HTTP request that could"
                        + " have a cookie - remove the method, or offer it on a WebSocket transport");
        assertThat(file.problems(REALM, rawSocket.formatted("\"cookie\": {}, \"auth\": {" + LOGINS + "}")))
                .containsExactly("node.json:5:1: error: " + T + "cookie: 'cookie' cannot be supported: RawSocket has no"
                        + " HTTP request that could have a cookie - remove it");
        String universal = "{\"type\": \"universal\", \"endpoint\": " + ConfigFile.ENDPOINT
                + ", \"websocket\": {\"rawsocket\": {" + ORIGINS + "\"cookie\": {}, \"auth\": {\"cookie\": {}, "
                + LOGINS
                + "}}},\n\"rawsocket\": {%s}}";
        assertThat(file.problems(REALM, universal.formatted("\"auth\": {\"cookie\": {}, " + LOGINS + "}")))
                .containsExactly("node.json:5:24: error: " + T + "rawsocket.auth.cookie: RawSocket has no HTTP request"
                        + " that could have a cookie - remove the method, or offer it on a WebSocket transport");
        assertThat(file.problems(REALM, universal.formatted("\"cookie\": {}")))
                .containsExactly("node.json:5:15: error: " + T + "rawsocket.cookie: 'cookie' cannot be supported:"
                        + " RawSocket has no HTTP request that could have a cookie - remove it");
    }

    @Test
    void a_short_cookie_is_worth_a_warning() throws IOException {
        assertThat(cookie("\n\"length\": 15"))
                .containsExactly("node.json:5:11: warning: " + T + "cookie.length: whoever tries often enough can guess"
                        + " a cookie of 15 characters - write 16 or more");
        assertThat(cookie("\"length\": 16")).isEmpty();
    }

    @Test
    void a_cookie_for_other_sites_has_to_be_secure() throws IOException {
        String warning =
                "node.json:5:%d: warning: " + T + "cookie.same_site: browsers reject such a cookie if it is not"
                        + " 'secure' - use TLS and write \"secure\": true, or remove 'same_site'";
        assertThat(cookie("\n\"same_site\": \"None\"")).containsExactly(warning.formatted(14));
        assertThat(cookie("\n\"same_site\": \"None\", \"secure\": false")).containsExactly(warning.formatted(14));
        assertThat(cookie("\"same_site\": \"None\", \"secure\": true")).isEmpty();
    }

    @Test
    void a_store_of_type_file_has_a_file_in_a_directory() throws IOException {
        String store = T + "cookie.store";
        assertThat(cookie("\n\"store\": {\"type\": \"file\"}"))
                .containsExactly("node.json:5:10: error: " + store + ": a store of type 'file' needs a file - add"
                        + " 'filename'");
        assertThat(cookie("\n\"store\": {\"type\": \"file\", \"filename\": \"none/a.dat\"}"))
                .containsExactly("node.json:5:39: error: " + store + ".filename: the directory none does not exist -"
                        + " create the directory, or correct the path");
        assertThat(cookie("\n\"store\": {\"type\": \"file\", \"filename\": \".\"}"))
                .singleElement()
                .asString()
                .contains(" is a directory - name a file");
        assertThat(cookie("\n\"store\": {\"filename\": \"a.dat\"}"))
                .containsExactly("node.json:5:23: warning: " + store + ".filename: has no effect: a store of type"
                        + " 'memory' has no file - remove the path, or use type 'file'");
    }

    @Test
    void services_with_one_cookie_have_one_store() throws IOException {
        String paths = ConfigFile.pathsWith("\"a\": {\"type\": \"websocket\", \"cookie\": {%s}, \"auth\": {" + LOGINS
                + "}},\n\"b\": {\"type\": \"websocket\", \"cookie\": {%s}, \"auth\": {%s}}");
        String inFile = "\"store\": {\"type\": \"file\", \"filename\": \"a.dat\"}";
        assertThat(file.problems(REALM, paths.formatted("", "", LOGINS)))
                .containsExactly("node.json:5:28: warning: " + T + "paths.b.cookie: browsers replace the cookie 'cbtid'"
                        + " of " + T + "paths.a.cookie by this one, whatever the ports are - write another 'name', or"
                        + " let both stores use the same file");
        assertThat(file.problems(REALM, paths.formatted("", "\"name\": \"other\"", LOGINS)))
                .isEmpty();
        assertThat(file.problems(REALM, paths.formatted(inFile, inFile, LOGINS)))
                .isEmpty();
        assertThat(file.problems(REALM, paths.formatted(inFile, inFile, "\"anonymous\": {\"type\": \"static\"}")))
                .containsExactly(
                        "node.json:5:77: error: " + T + "paths.b.cookie.store.filename: the file is that of " + T
                                + "paths.a.cookie.store.filename, and clients that cannot log in would push the logins of"
                                + " others out of it - name another file");
    }

    private List<String> cookie(String keys) throws IOException {
        return problems("\"auth\": {" + LOGINS + "}, \"cookie\": {" + keys + "}");
    }

    private List<String> problems(String service) throws IOException {
        return file.problems(REALM, ConfigFile.webSocketWith(service));
    }
}
