package io.signalbox.client.auth;

import io.signalbox.protocol.auth.Cryptosign;
import io.signalbox.protocol.auth.CryptosignKey;
import io.signalbox.protocol.auth.CryptosignPublicKey;
import io.signalbox.protocol.auth.TlsExporter;
import io.signalbox.protocol.message.Authenticate;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLSession;

/**
 * Method {@code cryptosign} (spec: Cryptosign-based Authentication). Immutable and thread-safe: each method returns a copy.
 *
 * <pre>{@code
 * String seed = "4d57d97a68f555696620a6d849c0ce582568518d729eb753dc7c732de2804510";
 * try (WampClient joe = WampClient.builder("ws://localhost:8080/ws", "realm1")
 *         .authentication(Authentication.cryptosign(seed).authid("joe"))
 *         .build()) {
 *     joe.connect();
 * }
 * }</pre>
 */
public final class CryptosignAuthentication extends Authentication {
    private static final String METHOD = "cryptosign";

    private final CryptosignKey key;
    private final Optional<String> authid;
    private final Optional<CryptosignPublicKey> router;
    private final boolean isBound;

    CryptosignAuthentication(CryptosignKey key) {
        this(key, Optional.empty(), Optional.empty(), false);
    }

    private CryptosignAuthentication(
            CryptosignKey key, Optional<String> authid, Optional<CryptosignPublicKey> router, boolean isBound) {
        this.key = key;
        this.authid = authid;
        this.router = router;
        this.isBound = isBound;
    }

    /** Sets the authid. Without an authid, some routers find the principal by the public key. */
    public CryptosignAuthentication authid(String authid) {
        return new CryptosignAuthentication(key, Optional.of(named(authid)), router, isBound);
    }

    /**
     * Authenticates the router as well: a router without this key is refused.
     *
     * @param publicKey the public key of the router, in 64 hexadecimal digits
     * @throws IllegalArgumentException if the text is not such a key
     */
    public CryptosignAuthentication routerKey(String publicKey) {
        CryptosignPublicKey expected = CryptosignPublicKey.of(publicKey)
                .orElseThrow(() -> new IllegalArgumentException(
                        "the public key of the router is not an Ed25519 key in 64 hexadecimal digits"));
        return new CryptosignAuthentication(key, authid, Optional.of(expected), isBound);
    }

    /**
     * Binds the signatures to the TLS 1.3 connection with {@code tls-exporter}, so that no router in the middle can pass
     * them on. Needs Java 25.
     */
    public CryptosignAuthentication channelBinding() {
        return new CryptosignAuthentication(key, authid, router, true);
    }

    @Override
    List<String> methods() {
        return List.of(METHOD);
    }

    @Override
    Optional<String> authid() {
        return authid;
    }

    @Override
    boolean bindsChannel() {
        return isBound;
    }

    @Override
    boolean checksRouter() {
        return router.isPresent();
    }

    @Override
    MethodLogin begin(Optional<SSLSession> tls, String nonce, RandomGenerator random) throws AuthenticationFailure {
        Optional<byte[]> channelId = isBound ? Optional.of(ChannelBinding.id(tls)) : Optional.empty();
        byte[] challenge = new byte[Cryptosign.MESSAGE_BYTES];
        random.nextBytes(challenge);
        return new CryptosignLogin(channelId, challenge);
    }

    private final class CryptosignLogin implements MethodLogin {
        private final Optional<byte[]> channelId;
        private final byte[] ownChallenge;

        CryptosignLogin(Optional<byte[]> channelId, byte[] ownChallenge) {
            this.channelId = channelId;
            this.ownChallenge = ownChallenge;
        }

        @Override
        public Map<String, Object> authextra() {
            Map<String, Object> extra = new HashMap<>();
            extra.put("pubkey", key.publicKey().hex());
            if (isBound) {
                extra.put("channel_binding", TlsExporter.NAME);
            }
            if (router.isPresent()) {
                extra.put("challenge", HexFormat.of().formatHex(ownChallenge));
            }
            return extra;
        }

        @Override
        public Authenticate answer(String method, Map<String, Object> extra) throws AuthenticationFailure {
            byte[] challenge = extra.get("challenge") instanceof String hex
                    ? Cryptosign.challenge(hex).orElse(null)
                    : null;
            if (challenge == null) {
                throw new AuthenticationFailure(
                        "challenge in CHALLENGE of the method 'cryptosign' is not 32 bytes in hexadecimal digits");
            }
            if (isBound && !TlsExporter.NAME.equals(extra.get("channel_binding"))) {
                throw new AuthenticationFailure("the router does not support the channel binding " + TlsExporter.NAME
                        + ", which the client asked for");
            }
            if (router.isPresent()) {
                checkRouter(router.get(), extra);
            }
            return new Authenticate(key.sign(message(challenge)), Map.of());
        }

        private void checkRouter(CryptosignPublicKey expected, Map<String, Object> extra) throws AuthenticationFailure {
            if (!(extra.get("pubkey") instanceof String shown)) {
                throw new AuthenticationFailure(
                        "the router did not authenticate itself: CHALLENGE has no public key of the router");
            }
            if (!expected.hex().equalsIgnoreCase(shown)) {
                throw new AuthenticationFailure(
                        "the router has another public key than the expected " + expected.hex());
            }
            if (!(extra.get("signature") instanceof String signature)
                    || !expected.isSigned(signature, message(ownChallenge))) {
                throw new AuthenticationFailure(
                        "the router did not authenticate itself: the signature in CHALLENGE is not one of the key "
                                + expected.hex());
            }
        }

        private byte[] message(byte[] challenge) {
            return channelId.map(id -> Cryptosign.message(challenge, id)).orElse(challenge);
        }
    }
}
