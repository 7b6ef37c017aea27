package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.protocol.auth.CryptosignKey;
import io.signalbox.protocol.auth.WampCra;
import io.signalbox.protocol.auth.WampCra.Salting;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that an authenticator procedure knows. */
class DynamicAuthenticationTest {
    private static final String METHODS =
            """
            {"anonymous": {"type": "dynamic", "authenticator": "com.example.authenticate"},
             "ticket": {"type": "dynamic", "authenticator": "com.example.authenticate"},
             "wampcra": {"type": "dynamic", "authenticator": "com.example.authenticate", "default-role": "guest"},
             "cryptosign": {"type": "dynamic", "authenticator": "com.example.authenticate"}}""";

    @RegisterExtension
    static final RunningNode NODE = RunningNode.of(
            """
            {"version": 2, "workers": [{"type": "router",
              "realms": [
                {"name": "realm1", "roles": [
                  {"name": "provider", "permissions": [{"uri": "*", "allow": {"call": true, "register": true}}]},
                  {"name": "user"}, {"name": "guest"}]},
                {"name": "accounts", "roles": [
                  {"name": "provider", "permissions": [{"uri": "*", "allow": {"register": true}}]}]},
                {"name": "tenant", "roles": [{"name": "user"}]}],
              "transports": [{"type": "web", "endpoint": {"type": "tcp", "interface": "127.0.0.1", "port": 0},
                "paths": {
                  "/": {"type": "websocket", "auth": {"anonymous": {"type": "static", "role": "provider"}}},
                  "login": {"type": "websocket", "auth": %1$s},
                  "impatient": {"type": "websocket", "auth": %1$s, "options": {"authenticator_timeout": 1000}},
                  "elsewhere": {"type": "websocket", "auth": {"ticket": {"type": "dynamic",
                    "authenticator": "com.example.authenticate", "authenticator-realm": "accounts"}}}}}]}]}
            """
                    .formatted(METHODS));

    private final List<RawWampClient> clients = new ArrayList<>();
    private final RawWampClient provider = provider("realm1");
    private int invocations;

    private RawWampClient provider(String realm) {
        RawWampClient joined = RawWampClient.join(NODE.uri(), Wire.JSON, realm);
        clients.add(joined);
        joined.asks("[64, 1, {}, 'com.example.authenticate']", "[65, 1, '*']");
        return joined;
    }

    private RawWampClient connect(String path) {
        return connect(path, Wire.JSON);
    }

    private RawWampClient connect(String path, Wire wire) {
        RawWampClient client = RawWampClient.connect(NODE.uri().resolve(path), wire);
        clients.add(client);
        return client;
    }

    @AfterEach
    void end() {
        clients.reversed().forEach(RawWampClient::close);
    }

    private static void hello(RawWampClient client, String method, String more) {
        client.send("[1, 'realm1', {'roles': {'caller': {}}, 'authmethods': ['%s'] %s}]".formatted(method, more));
    }

    /** Returns a client whose HELLO has made the router call the procedure. */
    private RawWampClient asking(String path, String method, String more) {
        RawWampClient client = connect(path);
        hello(client, method, more);
        isAsked();
        return client;
    }

    private JsonNode isAsked(RawWampClient asked) {
        return asked.receives("[68, %d, '*', {}, ['realm1', '*', '*']]".formatted(++invocations))
                .get(4);
    }

    private JsonNode isAsked() {
        return isAsked(provider);
    }

    private void answers(String answer) {
        provider.send("[70, %d, {}, [%s]]".formatted(invocations, answer));
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void an_anonymous_client_gets_what_the_procedure_says(Wire wire) {
        RawWampClient client = connect("/login", wire);
        hello(client, "anonymous", ", 'authid': 'wished', 'authextra': {'token': 7}");

        JsonNode arguments = isAsked();
        assertThat(arguments.path(1).textValue()).isEqualTo("wished");
        JsonNode details = arguments.path(2);
        assertThat(details.path("authmethod").textValue()).isEqualTo("anonymous");
        assertThat(details.path("authextra").path("token").intValue()).isEqualTo(7);
        assertThat(details.at("/transport/channel_framing").textValue()).isEqualTo("websocket");
        assertThat(details.at("/transport/channel_serializer").textValue())
                .isEqualTo(wire.name().toLowerCase(Locale.ROOT));
        assertThat(details.at("/transport/http_headers_received/sec-websocket-protocol")
                        .textValue())
                .isEqualTo(wire.subprotocol);
        answers("{'role': 'user', 'extra': {'quota': 3}}");

        JsonNode welcome = client.receives("[2, '*', '*']");
        assertThat(welcome.get(1)).isEqualTo(details.path("session"));
        assertThat(welcome.at("/2/authid").textValue()).isNotEqualTo("wished").isNotBlank();
        assertThat(welcome.at("/2/authrole").textValue()).isEqualTo("user");
        assertThat(welcome.at("/2/authmethod").textValue()).isEqualTo("anonymous");
        assertThat(welcome.at("/2/authprovider").textValue()).isEqualTo("dynamic");
        assertThat(welcome.at("/2/authextra/quota").intValue()).isEqualTo(3);
    }

    @Test
    void the_answer_may_be_the_role_alone() {
        RawWampClient client = asking("/login", "anonymous", "");

        answers("'user'");

        assertThat(client.receives("[2, '*', '*']").at("/2/authrole").textValue())
                .isEqualTo("user");
    }

    @Test
    void a_ticket_is_judged_by_the_procedure() {
        RawWampClient client = connect("/login");
        hello(client, "ticket", ", 'authid': 'joe'");
        client.receives("[4, 'ticket', {}]");
        client.send("[5, 'secret!!!', {}]");

        JsonNode arguments = isAsked();
        assertThat(arguments.path(1).textValue()).isEqualTo("joe");
        assertThat(arguments.at("/2/ticket").textValue()).isEqualTo("secret!!!");
        assertThat(arguments.at("/2/authmethod").textValue()).isEqualTo("ticket");
        answers("{'role': 'user'}");

        JsonNode welcome = client.receives("[2, '*', '*']");
        assertThat(welcome.at("/2/authid").textValue()).isEqualTo("joe");
        assertThat(welcome.at("/2/authmethod").textValue()).isEqualTo("ticket");
        assertThat(welcome.at("/2/authprovider").textValue()).isEqualTo("dynamic");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'secret': 'secret', 'role': 'user'}; secret;; user",
                "{'secret': 'secret'}; secret;; guest",
                "{'secret': 'secret', 'role': 'user', 'salt': 'salt123', 'iterations': 1000, 'keylen': 32}; secret; salt123; user",
                "{'secret': 'secret', 'role': 'user', 'salt': 'salt123', 'iterations': 1000.0, 'keylen': 32.0}; secret; salt123; user",
                "{'secret': 'MDS8Yxpu4J/vkHJ8dNEgqECYsI0uRDh2oZ5eN0vYPvo=', 'role': 'user', 'salt': 'salt123', 'iterations': 1000, 'keylen': 32}; secret; salt123; user",
            })
    void a_wampcra_client_signs_with_the_secret_of_the_procedure(
            String answer, String secret, String salt, String role) {
        RawWampClient client = connect("/login");
        hello(client, "wampcra", ", 'authid': 'joe', 'authrole': 'wished'");
        JsonNode arguments = isAsked();
        assertThat(arguments.at("/2/authid").textValue()).isEqualTo("joe");
        assertThat(arguments.at("/2/authrole").textValue()).isEqualTo("wished");
        answers(answer);

        JsonNode extra = client.receives("[4, 'wampcra', '*']").get(2);
        assertThat(extra.path("salt").textValue()).isEqualTo(salt);
        byte[] key = salt == null ? WampCra.key(secret) : WampCra.key(secret, new Salting(salt, 1000, 32));
        client.send("[5, '%s', {}]"
                .formatted(WampCra.signature(key, extra.path("challenge").textValue())));

        JsonNode welcome = client.receives("[2, '*', '*']");
        assertThat(welcome.at("/2/authid").textValue()).isEqualTo("joe");
        assertThat(welcome.at("/2/authrole").textValue()).isEqualTo(role);
        assertThat(welcome.get(1)).isEqualTo(arguments.at("/2/session"));
    }

    @Test
    void a_wrong_signature_is_denied() {
        RawWampClient client = asking("/login", "wampcra", ", 'authid': 'joe'");
        answers("{'secret': 'secret', 'role': 'user'}");
        JsonNode extra = client.receives("[4, 'wampcra', '*']").get(2);

        client.send("[5, '%s', {}]"
                .formatted(WampCra.signature(
                        WampCra.key("wrong"), extra.path("challenge").textValue())));

        client.isAborted("wamp.error.authentication_denied");
    }

    @Test
    void a_cryptosign_client_signs_with_the_key_that_the_procedure_knows() {
        CryptosignKey key = CryptosignKey.generate(new SecureRandom());
        RawWampClient client = connect("/login");
        hello(
                client,
                "cryptosign",
                ", 'authextra': {'pubkey': '%s'}".formatted(key.publicKey().hex()));
        JsonNode arguments = isAsked();
        assertThat(arguments.path(1).isNull()).isTrue();
        assertThat(arguments.at("/2/authextra/pubkey").textValue())
                .isEqualTo(key.publicKey().hex());
        answers("{'pubkey': '%s', 'role': 'user', 'authid': 'joe'}"
                .formatted(key.publicKey().hex()));

        String challenge =
                client.receives("[4, 'cryptosign', '*']").at("/2/challenge").textValue();
        client.send("[5, '%s', {}]".formatted(key.sign(HexFormat.of().parseHex(challenge))));

        JsonNode welcome = client.receives("[2, '*', '*']");
        assertThat(welcome.at("/2/authid").textValue()).isEqualTo("joe");
        assertThat(welcome.at("/2/authmethod").textValue()).isEqualTo("cryptosign");
    }

    @Test
    void a_cryptosign_client_with_another_key_is_denied() {
        CryptosignKey key = CryptosignKey.generate(new SecureRandom());
        CryptosignKey other = CryptosignKey.generate(new SecureRandom());
        RawWampClient client = connect("/login");
        hello(
                client,
                "cryptosign",
                ", 'authid': 'joe', 'authextra': {'pubkey': '%s'}"
                        .formatted(key.publicKey().hex()));
        isAsked();
        answers("{'pubkey': '%s', 'role': 'user'}".formatted(other.publicKey().hex()));
        String challenge =
                client.receives("[4, 'cryptosign', '*']").at("/2/challenge").textValue();

        client.send("[5, '%s', {}]".formatted(key.sign(HexFormat.of().parseHex(challenge))));

        client.isAborted("wamp.error.authentication_denied");
    }

    @Test
    void the_procedure_may_be_in_another_realm_and_name_another_realm_and_authid() {
        RawWampClient accounts = provider("accounts");
        RawWampClient client = connect("/elsewhere");
        hello(client, "ticket", ", 'authid': 'joe'");
        client.receives("[4, 'ticket', {}]");
        client.send("[5, 'secret', {}]");
        isAsked(accounts);

        accounts.send("[70, 1, {}, [{'role': 'user', 'realm': 'tenant', 'authid': 'joe@tenant'}]]");

        JsonNode welcome = client.receives("[2, '*', '*']");
        assertThat(welcome.at("/2/realm").textValue()).isEqualTo("tenant");
        assertThat(welcome.at("/2/authid").textValue()).isEqualTo("joe@tenant");
    }

    @Test
    void a_procedure_in_the_realm_of_hello_decides_about_no_other_realm() {
        RawWampClient inside = connect("/login");
        hello(inside, "anonymous", "");
        isAsked();
        answers("{'role': 'user', 'realm': 'realm1'}");
        inside.receives("[2, '*', '*']");
        RawWampClient outside = connect("/login");
        hello(outside, "anonymous", "");
        isAsked();

        answers("{'role': 'user', 'realm': 'tenant'}");

        outside.isAborted("wamp.error.authentication_failed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"trusted", "router", "unknown"})
    void a_role_that_the_realm_does_not_have_is_not_granted(String role) {
        RawWampClient client = asking("/login", "anonymous", "");

        answers("{'role': '%s'}".formatted(role));

        client.isAborted("wamp.error.no_such_role");
    }

    @Test
    void an_error_of_the_application_reaches_the_client_as_it_is() {
        RawWampClient client = connect("/login");
        hello(client, "ticket", ", 'authid': 'joe'");
        client.receives("[4, 'ticket', {}]");
        client.send("[5, 'wrong', {}]");
        isAsked();

        provider.send(
                "[8, 68, %d, {}, 'com.example.expired', ['the ticket has expired', 'more']]".formatted(invocations));

        client.receives("[3, {'message': 'the ticket has expired'}, 'com.example.expired']");
        client.isClosed();
    }

    @Test
    void an_exception_of_the_procedure_tells_the_client_nothing() {
        RawWampClient client = asking("/login", "anonymous", "");

        provider.send("[8, 68, %d, {}, 'wamp.error.runtime_error', ['KeyError: internals']]".formatted(invocations));

        JsonNode abort = client.receives("[3, '*', 'wamp.error.authentication_failed']");
        assertThat(abort.at("/1/message").textValue()).isNotBlank().doesNotContain("internals");
        client.isClosed();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "7",
                "['user']",
                "{}",
                "{'role': 7}",
                "{'role': ''}",
                "{'role': 'user', 'realm': 7}",
                "{'role': 'user', 'authid': {}}",
                "{'role': 'user', 'extra': 'x'}",
                "'user', 'admin'"
            })
    void an_answer_that_is_none_refuses_the_client(String answer) {
        RawWampClient client = asking("/login", "anonymous", "");

        answers(answer);

        client.isAborted("wamp.error.authentication_failed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'role': 'user'}",
                "{'role': 'user', 'secret': 7}",
                "{'role': 'user', 'secret': 's', 'salt': 'x'}",
                "{'role': 'user', 'secret': 's', 'salt': 'x', 'iterations': 0, 'keylen': 32}",
                "{'role': 'user', 'secret': 's', 'salt': 'x', 'iterations': 2000000000, 'keylen': 32}",
                "{'role': 'user', 'secret': 's', 'salt': 'x', 'iterations': 1.5, 'keylen': 32}"
            })
    void a_secret_that_is_none_refuses_the_client(String answer) {
        RawWampClient client = asking("/login", "wampcra", ", 'authid': 'joe'");

        answers(answer);

        client.isAborted("wamp.error.authentication_failed");
    }

    @Test
    void a_procedure_whose_session_ends_refuses_the_client() {
        RawWampClient client = asking("/login", "anonymous", "");

        provider.vanish();

        client.isAborted("wamp.error.authentication_failed");
    }

    @Test
    void without_the_procedure_the_client_is_refused() {
        RawWampClient client = connect("/elsewhere");
        hello(client, "ticket", ", 'authid': 'joe'");
        client.receives("[4, 'ticket', {}]");
        client.send("[5, 'secret', {}]");

        client.isAborted("wamp.error.authentication_failed");
    }

    @Test
    void a_procedure_that_does_not_answer_in_time_refuses_the_client() {
        RawWampClient client = asking("/impatient", "anonymous", "");

        client.isAborted("wamp.error.authentication_failed");
    }
}
