package io.signalbox.router.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.auth.Cryptosign;
import io.signalbox.protocol.auth.CryptosignKey;
import io.signalbox.protocol.auth.ScramBinding;
import io.signalbox.protocol.auth.ScramClient;
import io.signalbox.protocol.auth.ScramDialect;
import io.signalbox.protocol.auth.ScramKdf.Pbkdf2;
import io.signalbox.protocol.auth.TlsExporter;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.router.auth.CryptosignSettings.CryptosignEntry;
import io.signalbox.router.auth.CryptosignSettings.CryptosignPrincipals;
import io.signalbox.router.auth.ScramSettings.ScramPrincipals;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class ChannelBindingTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final CryptosignKey CLIENT = CryptosignKey.generate(RANDOM);
    private static final CryptosignKey NODE = CryptosignKey.generate(RANDOM);
    private static final char[] PASSWORD = "secret".toCharArray();

    private final CryptosignAuth method = new CryptosignAuth(
            new StaticCryptosignKeys(
                    new CryptosignPrincipals(
                            Optional.empty(),
                            Map.of(
                                    "joe",
                                    new CryptosignEntry(
                                            List.of(CLIENT.publicKey().hex()), Optional.of("user"), Optional.empty()))),
                    Optional.empty()),
            Optional.of(NODE),
            RANDOM,
            new KeyWork(1, 10));

    /** Both ends of a TLS connection. */
    private record Connection(SSLSession client, SSLSession server) {}

    @Test
    void both_ends_of_a_connection_and_no_others_know_the_channel_id() throws Exception {
        assumeExporter();
        Connection first = connect("TLSv1.3");
        byte[] id = TlsExporter.channelId(first.server()).orElseThrow();
        assertThat(id)
                .hasSize(32)
                .isEqualTo(TlsExporter.channelId(first.client()).orElseThrow());
        assertThat(TlsExporter.channelId(connect("TLSv1.3").server()).orElseThrow())
                .isNotEqualTo(id);
    }

    @Test
    void client_and_router_sign_the_connection() throws Exception {
        assumeExporter();
        Connection connection = connect("TLSv1.3");
        byte[] ofClient = new byte[32];
        RANDOM.nextBytes(ofClient);
        Attempt attempt = new Attempt(
                method,
                "joe",
                Map.of(
                        "pubkey", CLIENT.publicKey().hex(),
                        "channel_binding", "tls-exporter",
                        "challenge", HexFormat.of().formatHex(ofClient)),
                Optional.of(connection.server()));
        Map<String, Object> extra = attempt.challenge();
        byte[] id = TlsExporter.channelId(connection.client()).orElseThrow();
        assertThat(extra).containsEntry("channel_binding", "tls-exporter");
        assertThat(NODE.publicKey().isSigned((String) extra.get("signature"), Cryptosign.message(ofClient, id)))
                .isTrue();
        byte[] challenge = HexFormat.of().parseHex((String) extra.get("challenge"));
        assertThat(attempt.answer(CLIENT.sign(challenge))).isEqualTo(Refusals.WRONG_CREDENTIALS);
        assertThat(attempt.answer(CLIENT.sign(Cryptosign.message(challenge, id))))
                .isInstanceOf(AuthStep.Accepted.class);
    }

    @Test
    void a_proof_of_scram_is_for_one_connection() throws Exception {
        assumeExporter();
        Connection connection = connect("TLSv1.3");
        StaticScramPrincipals principals = new StaticScramPrincipals(
                new ScramPrincipals(
                        Optional.empty(),
                        Map.of("joe", ScramAuthTest.entry(ScramDialect.WAMP_SCRAM, new Pbkdf2(4096)))),
                Optional.of("user"),
                DecoySecret.random(RANDOM));
        ScramAuth scram = new ScramAuth(ScramDialect.WAMP_SCRAM, principals.of(ScramDialect.WAMP_SCRAM), RANDOM);
        for (SSLSession ofClient :
                new SSLSession[] {connection.client(), connect("TLSv1.3").client()}) {
            byte[] id = TlsExporter.channelId(ofClient).orElseThrow();
            ScramClient client = new ScramClient(
                    ScramDialect.WAMP_SCRAM,
                    "joe",
                    "pencil",
                    Optional.of(new ScramBinding("tls-exporter", id)),
                    RANDOM);
            Attempt attempt = new Attempt(scram, "joe", client.authextra(), Optional.of(connection.server()));
            ScramClient.Answer answer = client.answer(attempt.challenge());
            assertThat(attempt.answer(answer.signature(), answer.extra()))
                    .isInstanceOf(ofClient == connection.client() ? AuthStep.Accepted.class : AuthStep.Rejected.class);
            Map<String, Object> forged = new HashMap<>(answer.extra());
            forged.put(
                    "cbind_data",
                    Base64.getEncoder()
                            .encodeToString(
                                    TlsExporter.channelId(connection.server()).orElseThrow()));
            assertThat(attempt.answer(answer.signature(), forged))
                    .as("the proof signs the binding")
                    .isInstanceOf(ofClient == connection.client() ? AuthStep.Accepted.class : AuthStep.Rejected.class);
        }
    }

    @Test
    void tls_unique_and_older_tls_are_refused_with_the_reason() throws Exception {
        assertThat(hello("tls-unique", connect("TLSv1.3").server()))
                .isEqualTo(refused("the channel binding is not supported; use tls-exporter over TLS 1.3"));
        assertThat(hello("tls-exporter", connect("TLSv1.2").server()))
                .isEqualTo(refused("tls-exporter needs TLS 1.3, and this connection uses TLSv1.2"));
        if (Runtime.version().feature() < 25) {
            assertThat(hello("tls-exporter", connect("TLSv1.3").server()))
                    .isEqualTo(refused("the Java version of the router has no tls-exporter, which needs Java 25"));
        }
    }

    private AuthStep hello(String binding, SSLSession tls) {
        Map<String, Object> extra = Map.of("pubkey", CLIENT.publicKey().hex(), "channel_binding", binding);
        return new Attempt(method, "joe", extra, Optional.of(tls)).hello();
    }

    private static AuthStep refused(String reason) {
        return new AuthStep.Rejected(ErrorUri.AUTHENTICATION_FAILED, reason);
    }

    private static void assumeExporter() {
        Assumptions.assumeTrue(Runtime.version().feature() >= 25, "the exporter of TLS needs Java 25");
    }

    private static Connection connect(String protocol) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = ChannelBindingTest.class.getResourceAsStream("/tls/node.p12")) {
            store.load(in, PASSWORD);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("node", store.getCertificate(store.aliases().nextElement()));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        SSLEngine client = context.createSSLEngine("node.example", 443);
        client.setUseClientMode(true);
        client.setEnabledProtocols(new String[] {protocol});
        SSLEngine server = context.createSSLEngine();
        server.setUseClientMode(false);
        client.beginHandshake();
        server.beginHandshake();
        ByteBuffer toServer = ByteBuffer.allocate(1 << 17);
        ByteBuffer toClient = ByteBuffer.allocate(1 << 17);
        while (isShaking(client) || isShaking(server)) {
            send(client, toServer);
            receive(server, toServer);
            send(server, toClient);
            receive(client, toClient);
        }
        return new Connection(client.getSession(), server.getSession());
    }

    private static boolean isShaking(SSLEngine engine) {
        return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING;
    }

    private static void send(SSLEngine engine, ByteBuffer to) throws Exception {
        runTasks(engine);
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            engine.wrap(ByteBuffer.allocate(0), to);
            runTasks(engine);
        }
    }

    private static void receive(SSLEngine engine, ByteBuffer from) throws Exception {
        from.flip();
        ByteBuffer data = ByteBuffer.allocate(1 << 17);
        while (from.hasRemaining()) {
            Status status = engine.unwrap(from, data).getStatus();
            runTasks(engine);
            if (status != Status.OK || engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                break;
            }
        }
        from.compact();
    }

    private static void runTasks(SSLEngine engine) {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }
}
