package io.signalbox.router.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.auth.AuthenticatorProvider;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Problems of authentication methods beyond the schema. */
class AuthProblemsTest {
    private static final String REALM = "{\"name\": \"realm1\", \"roles\": [{\"name\": \"user\"}]}";
    private static final String DERIVED = "MDS8Yxpu4J/vkHJ8dNEgqECYsI0uRDh2oZ5eN0vYPvo=";
    private static final String KEY = "545efb0a2192db8d43f118e9bf9aee081466e1ef36c708b96ee6f62dddad9122";
    private static final String AUTH = "$.workers[0].transports[0].auth";

    @TempDir
    private Path directory;

    private ConfigFile file;

    @BeforeEach
    void use_the_directory() {
        file = new ConfigFile(directory, Map.of("SECRET", "from the environment", "KEY", KEY));
    }

    @Test
    void a_principal_needs_a_role() throws IOException {
        assertThat(problems(
                        "\"ticket\": {\"type\": \"static\", \"principals\": {\n\"joe\": {\"ticket\": \"${SECRET}\"}}}"))
                .containsExactly("node.json:5:8: error: " + AUTH + ".ticket.principals.joe: the principal has no role"
                        + " - add 'role', or 'default-role' to the method");
        assertThat(problems("\"ticket\": {\"type\": \"static\", \"default-role\": \"user\", \"principals\": {"
                        + "\"joe\": {\"ticket\": \"${SECRET}\"}}}"))
                .isEmpty();
    }

    @Test
    void the_role_of_a_principal_must_be_in_its_realm() throws IOException {
        assertThat(problems(ticket("\"role\": \"usr\"")))
                .containsExactly("node.json:5:40: error: " + AUTH + ".ticket.principals.joe.role: no realm of the"
                        + " worker has the role 'usr' that clients get here - did you mean 'user'?");
        assertThat(problems(ticket("\"role\": \"usr\", \"realm\": \"realm1\"")))
                .containsExactly("node.json:5:40: error: " + AUTH + ".ticket.principals.joe.role: the realm 'realm1'"
                        + " has no role 'usr' - did you mean 'user'?");
        assertThat(problems(ticket("\"role\": \"user\", \"realm\": \"realm2\"")))
                .containsExactly("node.json:5:57: error: " + AUTH + ".ticket.principals.joe.realm: the worker has no"
                        + " realm 'realm2' - did you mean 'realm1'?");
        assertThat(problems(ticket("\"role\": \"trusted\"")))
                .containsExactly("node.json:5:40: error: " + AUTH + ".ticket.principals.joe.role: the role 'trusted'"
                        + " is never given to a client - choose another role");
    }

    @Test
    void a_role_that_no_method_gives_is_worth_a_warning() throws IOException {
        String realm = "{\"name\": \"realm1\", \"roles\": [{\"name\": \"user\"},\n{\"name\": \"admin\"}]}";
        assertThat(file.problems(realm, ConfigFile.webSocketWith("\"auth\": {" + ticket("\"role\": \"user\"") + "}")))
                .containsExactly("node.json:3:10: warning: $.workers[0].realms[0].roles[1].name: no authentication"
                        + " method of the worker gives the role 'admin', so no session can have it"
                        + " - name the role in 'auth' of a transport, or remove it");
    }

    @Test
    void a_salted_user_has_all_parameters() throws IOException {
        assertThat(problems(user("\"secret\": \"${SECRET}\", \"salt\": \"s\"")))
                .containsExactly("node.json:5:8: error: " + AUTH + ".wampcra.users.joe: a salted user has all of"
                        + " 'salt', 'iterations' and 'keylen'; missing: iterations, keylen - add the missing keys, or"
                        + " remove all of the three for a user without salt");
        assertThat(problems(user("\"secret\": \"${SECRET}\", \"secret-is-derived\": true")))
                .containsExactly("node.json:5:69: error: " + AUTH + ".wampcra.users.joe.secret-is-derived: a user"
                        + " without salt has no derived key - add 'salt', 'iterations' and 'keylen'");
    }

    @Test
    void check_says_whether_a_salted_secret_counts_as_derived() throws IOException {
        file = new ConfigFile(directory, Map.of("SECRET", "secret", "DERIVED", DERIVED));
        String salting = ", \"salt\": \"salt123\", \"iterations\": 1000, \"keylen\": 32";
        String place = "node.json:5:35: %s: " + AUTH + ".wampcra.users.joe.secret: ";
        assertThat(problems(user("\"secret\": \"${DERIVED}\"" + salting)))
                .containsExactly(place.formatted("warning") + "counts as the derived key, because it is Base64 of 32"
                        + " bytes - add \"secret-is-derived\": true if that is meant");
        assertThat(problems(user("\"secret\": \"${SECRET}\"" + salting)))
                .containsExactly(place.formatted("warning") + "counts as the secret itself, because it is not Base64 of"
                        + " 32 bytes - add \"secret-is-derived\": false if that is meant");
        assertThat(problems(user("\"secret\": \"${SECRET}\", \"secret-is-derived\": true" + salting)))
                .containsExactly(place.formatted("error") + "is not a derived key: it is not Base64 of 32 bytes - make"
                        + " a record with 'router keys wampcra', or write \"secret-is-derived\": false");
        assertThat(problems(user("\"secret\": \"${SECRET}\", \"secret-is-derived\": false" + salting)))
                .isEmpty();
        assertThat(problems(user("\"secret\": \"${DERIVED}\", \"secret-is-derived\": true" + salting)))
                .isEmpty();
    }

    @Test
    void an_authorized_key_must_be_a_public_key() throws IOException {
        String keys = "\"cryptosign\": {\"type\": \"static\", \"principals\": {\n\"joe\": {\"role\": \"user\","
                + " \"authorized_keys\": [\"%s\"]}}}";
        String place = "node.json:5:45: error: " + AUTH + ".cryptosign.principals.joe.authorized_keys[0]: ";
        assertThat(problems(keys.formatted(KEY))).isEmpty();
        assertThat(problems(keys.formatted("00".repeat(32))))
                .containsExactly(place + "'" + "00".repeat(32) + "' is no Ed25519 public key - make a pair of keys with"
                        + " 'router keys cryptosign', and write its public key");
        assertThat(problems(keys.formatted("5f")))
                .containsExactly(place + "'5f' is not allowed here - write the 32 bytes of an Ed25519 public key in 64"
                        + " hexadecimal digits");
    }

    @Test
    void a_record_of_scram_is_whole_and_has_costs_in_range() throws IOException {
        String place = "node.json:5:8: error: " + AUTH + ".scram.principals.joe: ";
        String remedy = " - make a new record of the password with 'router keys scram'";
        assertThat(problems(scram("joe", "\"kdf\": \"argon2id13\", \"iterations\": 3, \"memory\": 65536")))
                .isEmpty();
        assertThat(problems(scram("joe", "\"kdf\": \"pbkdf2\", \"iterations\": 4096, \"memory\": -1")))
                .isEmpty();
        assertThat(problems(scram("joe", "\"kdf\": \"argon2id-13\", \"iterations\": 3")))
                .containsExactly(place + "'memory' is missing - add it: KiB of memory of Argon2");
        assertThat(problems(scram("joe", "\"kdf\": \"argon2id-13\", \"iterations\": 3, \"memory\": -1")))
                .containsExactly(place + "memory must be between 8 and 1048576" + remedy);
        assertThat(problems(scram("joe", "\"kdf\": \"argon2id-13\", \"iterations\": 300, \"memory\": 65536")))
                .containsExactly(place + "iterations must be between 1 and 256" + remedy);
        String weak =
                "node.json:5:%d: warning: " + AUTH + ".scram.principals.joe.iterations: the costs are so low that a"
                        + " thief of the keys could try passwords fast, and that clients may refuse to log in" + remedy;
        assertThat(problems(scram("joe", "\"kdf\": \"pbkdf2\", \"iterations\": 1000")))
                .containsExactly(weak.formatted(56));
        assertThat(problems(scram("joe", "\"kdf\": \"argon2id13\", \"iterations\": 1, \"memory\": 1024")))
                .containsExactly(weak.formatted(60));
    }

    @Test
    void keys_that_a_record_lacks_are_one_problem() throws IOException {
        assertThat(
                        problems(
                                "\"scram\": {\"type\": \"static\", \"principals\": {\n\"joe\": {\"kdf\": \"pbkdf2\", \"role\": \"user\"}}}"))
                .containsExactly("node.json:5:8: error: " + AUTH + ".scram.principals.joe: 'iterations', 'salt',"
                        + " 'stored-key', 'server-key' are missing - add them");
    }

    @Test
    void an_authid_of_scram_is_one_that_clients_can_have() throws IOException {
        String costs = "\"kdf\": \"pbkdf2\", \"iterations\": 4096";
        String text =
                "error: " + AUTH + ".scram.principals%s: no client of SCRAM can have this authid, because SASLprep"
                        + " (RFC 4013) changes or refuses it - %s";
        assertThat(problems(scram("jo\uFF45", costs)))
                .containsExactly("node.json:5:1: " + text.formatted("['jo\uFF45']", "write 'joe'"));
        assertThat(problems(scram("x\uE000", costs)))
                .singleElement()
                .asString()
                .endsWith("changes or refuses it - choose another authid");
        assertThat(problems(scram("j\u00F6e", costs))).isEmpty();
    }

    @Test
    void a_certificate_is_a_fingerprint() throws IOException {
        copyKeys();
        String sha1 = "0123456789abcdefABCD0123456789abcdefABCD";
        String colons = "01:23:45:67:89:ab:cd:ef:AB:CD:01:23:45:67:89:ab:cd:ef:AB:CD";
        for (String value :
                List.of("\"" + sha1 + "\"", "\"" + colons + "\"", "[\"" + sha1 + "\", \"" + colons + "\"]")) {
            assertThat(certificateProblems("\"certificate-sha1\": " + value)).isEmpty();
        }
        String joe = "node.json:5:%d: error: " + AUTH + ".tls.principals.joe";
        for (String nothing : List.of("", "\"certificate-sha256\": []")) {
            assertThat(certificateProblems(nothing))
                    .containsExactly(joe.formatted(8) + ": the principal has no certificate - add 'certificate-sha256'"
                            + " with the fingerprint that 'openssl x509 -noout -fingerprint -sha256 -in FILE' prints");
        }
        String form = ".certificate-%s: '%s' is not allowed here - write the %d bytes of a SHA-%d fingerprint in"
                + " hexadecimal digits, with or without colons";
        assertThat(certificateProblems("\"certificate-sha256\": \"" + sha1 + "\""))
                .containsExactly(joe.formatted(31) + form.formatted("sha256", sha1, 32, 256));
        assertThat(certificateProblems("\"certificate-sha1\": [\"AA:BB\"]"))
                .containsExactly(joe.formatted(30) + form.formatted("sha1[0]", "AA:BB", 20, 1));
    }

    private List<String> certificateProblems(String certificate) throws IOException {
        return file.problems(
                REALM,
                "{\"type\": \"rawsocket\", \"endpoint\": " + tlsEndpoint(", \"ca_certificates\": [\"node.crt\"]")
                        + ", \"auth\": {\"tls\": {\"type\": \"static\", \"default-role\": \"user\","
                        + " \"principals\": {\n\"joe\": {" + certificate + "}}}}}");
    }

    private static String tlsEndpoint(String more) {
        return "{\"type\": \"tcp\", \"port\": 0, \"interface\": \"127.0.0.1\","
                + " \"tls\": {\"key\": \"node.key\", \"certificate\": \"node.crt\"" + more + "}}";
    }

    private void copyKeys() throws IOException {
        for (String name : List.of("node.key", "node.crt")) {
            try (InputStream in = AuthProblemsTest.class.getResourceAsStream("/tls/" + name)) {
                Files.write(directory.resolve(name), in.readAllBytes());
            }
        }
    }

    @Test
    void client_certificates_need_an_endpoint_that_asks_for_them() throws IOException {
        copyKeys();
        String place = "node.json:5:1: error: " + AUTH + ".tls: ";
        assertThat(certificateMethodProblems("{\"type\": \"tcp\", \"port\": 0, \"interface\": \"127.0.0.1\"}"))
                .containsExactly(place + "the endpoint has no TLS, so no client has a certificate - add 'tls' with"
                        + " 'ca_certificates' to the endpoint, or remove the method");
        assertThat(certificateMethodProblems("{\"type\": \"unix\", \"path\": \"node.sock\"}"))
                .containsExactly(place + "a Unix domain socket has no TLS, so no client has a certificate - remove the"
                        + " method, or use an endpoint of type 'tcp' with 'tls'");
        for (String none : List.of("", ", \"ca_certificates\": []")) {
            assertThat(certificateMethodProblems(tlsEndpoint(none)))
                    .containsExactly(place + "the endpoint does not ask clients for a certificate - add"
                            + " 'ca_certificates' with the files of the authorities to 'tls' of the endpoint");
        }
        for (String client : List.of("optional", "required")) {
            assertThat(certificateMethodProblems(tlsEndpoint(
                            ", \"ca_certificates\": [\"node.crt\"], \"client_certificate\": \"" + client + "\"")))
                    .isEmpty();
        }
        assertThat(certificateMethodProblems(tlsEndpoint(", \"ca_certificates\": 5")))
                .singleElement()
                .asString()
                .contains("ca_certificates");
    }

    private List<String> certificateMethodProblems(String endpoint) throws IOException {
        return file
                .problems(
                        REALM,
                        "{\"type\": \"universal\", \"endpoint\": " + endpoint + ", \"websocket\": {}, \"rawsocket\":"
                                + " {\"auth\": {\n\"tls\": {\"type\": \"dynamic\", \"authenticator\":"
                                + " \"com.example.authenticate\"}}}}")
                .stream()
                .map(line -> line.replace(".rawsocket.auth", ".auth"))
                .toList();
    }

    @Test
    void no_message_shows_a_secret() throws IOException {
        String secrets = "\"ticket\": {\"type\": \"static\", \"principals\": {\n\"joe\": {\"role\": \"user\","
                + " \"ticket\": 4711}}},\n\"wampcra\": {\"type\": \"static\", \"users\": {\"joe\": {\"role\": \"user\","
                + " \"secret\": [\"4711\"]}}}";
        assertThat(problems(secrets))
                .containsExactly(
                        "node.json:5:35: error: " + AUTH + ".ticket.principals.joe.ticket: must be a string, but is a"
                                + " number - put it in quotes",
                        "node.json:6:75: error: " + AUTH + ".wampcra.users.joe.secret: must be a string, but is an"
                                + " array - write \"…\"");
    }

    @Test
    void no_remedy_shows_a_part_of_a_secret() throws IOException {
        String salting = ", \"salt\": \"salt123\", \"iterations\": 1000, \"keylen\": 32";
        assertThat(problems(user("\"secret\": \"pa$word\", \"secret-is-derived\": true" + salting)))
                .isNotEmpty()
                .noneMatch(line -> line.contains("word"));
        assertThat(problems("\"ticket\": {\"type\": \"static\", \"default-role\": \"user\", \"principals\": {"
                        + "\"joe\": {\"ticket\": \"pa$word\\u0000\"}}}"))
                .isNotEmpty()
                .noneMatch(line -> line.contains("word"));
    }

    @Test
    void principals_in_a_file_are_checked_like_those_in_the_configuration() throws IOException {
        Files.writeString(
                directory.resolve("joe.json"),
                "{\"joe\": {\"ticket\": \"${SECRET}\", \"role\": \"user\"},\n\"ann\": {\"ticket\": \"${NONE}\"},\n\"bob\": {}}");
        assertThat(problems(tickets("joe.json")))
                .containsExactly(
                        "joe.json:2:19: error: $.ann.ticket: the environment variable NONE is not set - set the"
                                + " variable, or write the value",
                        "joe.json:3:8: error: $.bob: 'ticket' is missing - add it: The ticket.");
        Files.writeString(directory.resolve("joe.json"), "{\"joe\": {\"ticket\": \"${SECRET}\", \"role\": \"usr\"}}");
        assertThat(problems(tickets("joe.json")))
                .containsExactly("joe.json:1:41: error: $.joe.role: no realm of the worker has the role 'usr' that"
                        + " clients get here - did you mean 'user'?");
    }

    @Test
    void a_file_of_principals_must_be_readable_and_the_only_source() throws IOException {
        String place = "node.json:4:150: error: " + AUTH + ".ticket.principals.file: ";
        assertThat(problems(tickets("none.json")))
                .containsExactly(place + "the file 'none.json' does not exist - correct the path, or create the file");
        Files.createDirectory(directory.resolve("dir"));
        assertThat(problems(tickets("dir")))
                .containsExactly(place + "the file 'dir' cannot be read - name a file that this user may read");
        Files.writeString(directory.resolve("a.json"), "{\"file\": \"b.json\"}");
        assertThat(problems(tickets("a.json")))
                .containsExactly("a.json:1:2: error: $.file: names a further file - write the principals in this file");
        assertThat(problems("\"ticket\": {\"type\": \"static\", \"principals\": {\n\"file\": \"a.json\","
                        + " \"joe\": {\"ticket\": \"${SECRET}\", \"role\": \"user\"}}}"))
                .containsExactly("node.json:5:9: error: " + AUTH + ".ticket.principals.file: stands beside principals"
                        + " of this configuration - move the principals into the file, or remove the key: no principal"
                        + " can have the authid 'file'");
    }

    @Test
    void secrets_in_a_file_that_every_user_can_read_are_worth_a_warning() throws IOException {
        Path node = directory.resolve("node.json");
        String text = ConfigFile.node(
                REALM,
                ConfigFile.webSocketWith("\"auth\": {"
                        + ticket("\"role\": \"user\"").replace("${SECRET}", "in clear") + ", "
                        + user("\"secret\": \"in clear\"") + "}"));
        Files.createFile(node, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
        assertThat(file.problems(text)).isEmpty();
        Files.setPosixFilePermissions(node, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(file.problems(text))
                .containsExactly("node.json: warning: every user of this machine can read the file, which has 2 secrets"
                        + " - let only the user of the node read the file (chmod 600), or write ${NAME} and set the"
                        + " variable");
        // Neither a dollar sign nor a literal ${ is a variable.
        for (String clear : List.of("in $clear", "in ${ clear", "$${SECRET}")) {
            Files.writeString(
                    directory.resolve("joe.json"), "{\"joe\": {\"ticket\": \"" + clear + "\", \"role\": \"user\"}}");
            Files.setPosixFilePermissions(directory.resolve("joe.json"), PosixFilePermissions.fromString("rw-r--r--"));
            assertThat(problems(tickets("joe.json")))
                    .as(clear)
                    .singleElement()
                    .asString()
                    .startsWith("joe.json: warning: every user of this machine can read the file, which has a secret");
        }
        Files.writeString(directory.resolve("joe.json"), "{\"joe\": {\"ticket\": \"in clear\", \"role\": \"user\"}}");
        Files.setPosixFilePermissions(directory.resolve("joe.json"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(problems(tickets("joe.json")))
                .containsExactly("joe.json: warning: every user of this machine can read the file, which has a secret"
                        + " - let only the user of the node read the file (chmod 600), or write ${NAME} and set the"
                        + " variable");
    }

    @Test
    void secrets_on_an_open_port_without_tls_are_worth_a_warning() throws IOException {
        String open = "{\"type\": \"websocket\", \"endpoint\": {\"type\": \"tcp\", \"port\": 9000},\n\"auth\": {%s}}";
        assertThat(file.problems(
                        REALM, open.formatted(ticket("\"role\": \"user\"") + ", " + user("\"secret\": \"${SECRET}\""))))
                .containsExactly("node.json:5:1: warning: " + AUTH + ": the endpoint is open to the network and has no"
                        + " TLS: tickets go over the network in clear, and whoever reads the traffic can guess secrets"
                        + " and take over sessions - add 'tls' to the endpoint, or bind 'interface' to 127.0.0.1 behind"
                        + " a proxy with TLS");
    }

    @Test
    void a_login_with_scram_on_an_open_port_without_tls_is_worth_a_warning() throws IOException {
        String open = "{\"type\": \"websocket\", \"endpoint\": {\"type\": \"tcp\", \"port\": 9000},\n\"auth\": {%s}}";
        assertThat(file.problems(REALM, open.formatted(scram("joe", "\"kdf\": \"pbkdf2\", \"iterations\": 4096"))))
                .containsExactly("node.json:5:1: warning: " + AUTH + ": the endpoint is open to the network and has no"
                        + " TLS: whoever reads the traffic can guess passwords and take over sessions - add 'tls' to the"
                        + " endpoint, or bind 'interface' to 127.0.0.1 behind a proxy with TLS");
    }

    @Test
    void wide_rights_without_authentication_on_an_open_port_are_worth_a_warning() throws IOException {
        String realm = "{\"name\": \"realm1\", \"roles\": [{\"name\": \"user\", %s}]}";
        String transport = "{\"type\": \"websocket\", \"endpoint\": {\"type\": \"tcp\", \"port\": 9000%s},\n"
                + "\"auth\": {\"anonymous\": {\"type\": \"static\", \"role\": \"user\"}}}";
        String all = "\"permissions\": [{\"uri\": \"*\", \"allow\": {\"call\": true, \"register\": true}}]";
        String text = "node.json:5:10: warning: " + AUTH + ".anonymous: every client that reaches this port may %s with"
                + " every URI of the realm 'realm1' - allow the role 'user' only what clients without authentication"
                + " need, or bind 'interface' to 127.0.0.1";
        assertThat(file.problems(realm.formatted(all), transport.formatted("")))
                .containsExactly(text.formatted("call and register"));
        assertThat(file.problems(realm.formatted("\"allow-by-default\": true"), transport.formatted("")))
                .containsExactly(text.formatted("call, register, publish and subscribe"));
        assertThat(file.problems(realm.formatted(all), transport.formatted(", \"interface\": \"127.0.0.1\"")))
                .isEmpty();
        assertThat(file.problems(
                        realm.formatted("\"permissions\": [{\"uri\": \"com.*\", \"allow\": {\"call\": true}}]"),
                        transport.formatted("")))
                .isEmpty();
    }

    @Test
    void an_authorizer_that_several_roles_may_register_is_worth_a_warning() throws IOException {
        String realm =
                "{\"name\": \"realm1\", \"roles\": [{\"name\": \"user\", \"authorizer\": \"com.example.authorize\"},"
                        + "\n{\"name\": \"backend\", \"permissions\": [{\"uri\": \"com.*\", \"allow\": {\"register\": true}}]},"
                        + "\n{\"name\": \"other\", \"permissions\": [{\"uri\": \"com.example.*\", \"allow\": {\"register\": %s}}]}]}";
        String transport = ConfigFile.webSocketWith("\"auth\": {\"ticket\": {\"type\": \"static\", \"principals\": {"
                + "\"a\": {\"ticket\": \"${SECRET}\", \"role\": \"user\"},"
                + " \"b\": {\"ticket\": \"${SECRET}\", \"role\": \"backend\"},"
                + " \"c\": {\"ticket\": \"${SECRET}\", \"role\": \"other\"}}}}");
        assertThat(file.problems(realm.formatted("true"), transport))
                .containsExactly(
                        "node.json:2:61: warning: $.workers[0].realms[0].roles[0].authorizer: the roles 'backend'"
                                + " and 'other' may register 'com.example.authorize' in the realm 'realm1', and the first to do"
                                + " so decides what the role may do - deny 'register' of the URI to all roles but that of its"
                                + " provider");
        assertThat(file.problems(realm.formatted("false"), transport)).isEmpty();
    }

    @Test
    void an_authenticator_in_a_realm_that_the_worker_does_not_have_is_worth_a_warning() throws IOException {
        assertThat(problems("\"ticket\": {\"type\": \"dynamic\", \"authenticator\": \"com.example.authenticate\",\n"
                        + "\"authenticator-realm\": \"realm2\"}"))
                .containsExactly("node.json:5:24: warning: " + AUTH + ".ticket.authenticator-realm: the worker has no"
                        + " realm 'realm2', so no client can join by this method - add the realm, or name another one");
    }

    @Test
    void an_authenticator_that_several_roles_may_register_is_worth_a_warning() throws IOException {
        String realm = "{\"name\": \"realm1\", \"roles\": [{\"name\": \"user\", \"allow-by-default\": true},"
                + "\n{\"name\": \"backend\", \"permissions\": [{\"uri\": \"com.*\", \"allow\": {\"register\": %s}}]}]}";
        String transport = ConfigFile.webSocketWith("\"auth\": {\"ticket\": {\"type\": \"dynamic\",\n"
                + "\"authenticator\": \"com.example.authenticate\"}}");
        assertThat(file.problems(realm.formatted("true"), transport))
                .containsExactly(
                        "node.json:6:18: warning: " + AUTH + ".ticket.authenticator: the roles 'user' and 'backend' may"
                                + " register 'com.example.authenticate' in the realm 'realm1', and the first to do so decides"
                                + " who may join - deny 'register' of the URI to all roles but that of its provider");
        assertThat(file.problems(realm.formatted("false"), transport)).isEmpty();
    }

    @Test
    void a_provider_that_cannot_be_loaded_is_named_in_one_message() throws Exception {
        Path services = Files.createDirectories(directory.resolve("broken/META-INF/services"));
        Files.writeString(services.resolve(AuthenticatorProvider.class.getName()), "com.example.Missing\n");
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader broken = new URLClassLoader(
                new URL[] {directory.resolve("broken").toUri().toURL()}, before)) {
            thread.setContextClassLoader(broken);
            assertThat(problems(provider("other")))
                    .containsExactly("node.json:5:13: error: " + AUTH + ".ticket.provider: the class path has no"
                            + " AuthenticatorProvider with the name 'other'; a provider cannot be loaded: Provider"
                            + " com.example.Missing not found - mend its jar in ROUTER_CLASSPATH");
            assertThat(problems(provider("test")))
                    .containsExactly("node.json:5:13: warning: " + AUTH + ".ticket.provider: another"
                            + " AuthenticatorProvider of the class path cannot be loaded: Provider com.example.Missing not"
                            + " found - mend its jar in ROUTER_CLASSPATH, or remove the jar");
        } finally {
            thread.setContextClassLoader(before);
        }
        assertThat(problems(provider("test"))).isEmpty();
    }

    @Test
    void a_broken_key_of_the_node_is_an_error_where_it_is_used() throws IOException {
        Path key = Files.writeString(directory.resolve("key.priv"), "broken");
        String cryptosign = "\"cryptosign\": {\"type\": \"static\", \"principals\": {}}";
        assertThat(problems(cryptosign))
                .containsExactly(
                        "node.json:4:112: error: " + AUTH + ".cryptosign: the key of the node, key.priv, has no"
                                + " line 'private-key-ed25519' with 64 hexadecimal digits - restore the file, or remove it and"
                                + " make a new key with 'router keys node'");
        assertThat(problems(ticket("\"role\": \"user\""))).isEmpty();
        assertThat(problems("\"scram\": {\"type\": \"static\", \"principals\": {}}"))
                .as("the salts of unknown clients are derived from the key")
                .singleElement()
                .asString()
                .contains("error: " + AUTH + ".scram: the key of the node, key.priv, has no line");
        assertThat(problems("\"scram\": {\"type\": \"dynamic\", \"authenticator\": \"com.example.authenticate\"}"))
                .isEmpty();
        Files.delete(key);
        assertThat(problems(cryptosign)).isEmpty();
    }

    private List<String> problems(String methods) throws IOException {
        return file.problems(REALM, ConfigFile.webSocketWith("\"auth\": {" + methods + "}"));
    }

    private static String ticket(String more) {
        return "\"ticket\": {\"type\": \"static\", \"principals\": {\n\"joe\": {\"ticket\": \"${SECRET}\", " + more
                + "}}}";
    }

    private static String scram(String authid, String costs) {
        return "\"scram\": {\"type\": \"static\", \"principals\": {\n\"" + authid + "\": {\"role\": \"user\", " + costs
                + ", \"salt\": \"ae1f0d2f422757809077785e660b62c6\", \"stored-key\": \"${KEY}\","
                + " \"server-key\": \"${KEY}\"}}}";
    }

    private static String provider(String name) {
        return "\"ticket\": {\"type\": \"provider\",\n\"provider\": \"" + name + "\"}";
    }

    private static String tickets(String file) {
        return "\"ticket\": {\"type\": \"static\", \"principals\": {\"file\": \"" + file + "\"}}";
    }

    private static String user(String more) {
        return "\"wampcra\": {\"type\": \"static\", \"users\": {\n\"joe\": {\"role\": \"user\", " + more + "}}}";
    }
}
