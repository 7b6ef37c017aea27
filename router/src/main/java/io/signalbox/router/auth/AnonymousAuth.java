package io.signalbox.router.auth;

import io.signalbox.protocol.connection.RecognizedClient;
import java.util.random.RandomGenerator;

/**
 * Authentication method {@code anonymous}: accepts every client and assigns a fixed role. The authid is the public name of a
 * client that the listener recognizes, or else a random text. The authid in HELLO is ignored, so that no client takes the
 * authid of another user (spec: Session Establishment). Thread-safe.
 */
public final class AnonymousAuth implements Authenticator {
    public static final String METHOD = "anonymous";

    /** The {@code authprovider} of clients whose role is in the configuration. */
    public static final String PROVIDER = "static";

    private static final String ALPHABET = "ACDEFGHJKLMNPQRSTUVWXY3456789";
    private static final int AUTHID_LENGTH = 24;

    private final String authrole;
    private final RandomGenerator random;

    /**
     * @param authrole the role of every client
     * @param random thread-safe source of authids
     */
    public AnonymousAuth(String authrole, RandomGenerator random) {
        this.authrole = authrole;
        this.random = random;
    }

    @Override
    public String method() {
        return METHOD;
    }

    @Override
    public AuthStep begin(AuthRequest request) {
        return new AuthStep.Accepted(new Identity(authid(request, random), authrole, METHOD, PROVIDER));
    }

    /** Returns the public name of a recognized client, or else a new random authid, as unpredictable as the source. */
    static String authid(AuthRequest request, RandomGenerator random) {
        return request.peer().client().map(RecognizedClient::publicName).orElseGet(() -> random(random));
    }

    private static String random(RandomGenerator random) {
        // One call draws all bytes: each call takes the lock of a SecureRandom.
        byte[] drawn = new byte[AUTHID_LENGTH];
        random.nextBytes(drawn);
        StringBuilder authid = new StringBuilder(AUTHID_LENGTH);
        for (byte one : drawn) {
            authid.append(ALPHABET.charAt(Byte.toUnsignedInt(one) % ALPHABET.length()));
        }
        return authid.toString();
    }
}
