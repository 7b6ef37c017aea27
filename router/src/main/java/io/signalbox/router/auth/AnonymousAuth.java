package io.signalbox.router.auth;

import io.signalbox.protocol.options.HelloDetails;
import java.util.random.RandomGenerator;

/**
 * Lets anybody in under one role. The authid that a client asks for is ignored, so that nobody takes another user's
 * (checklist A10).
 */
public final class AnonymousAuth implements Authenticator {
    public static final String METHOD = "anonymous";

    private static final String PROVIDER = "static";
    private static final String ALPHABET = "ACDEFGHJKLMNPQRSTUVWXY3456789";
    private static final int AUTHID_LENGTH = 24;

    private final String authrole;
    private final RandomGenerator random;

    /** @param random draws authids; used by many threads at once */
    public AnonymousAuth(String authrole, RandomGenerator random) {
        this.authrole = authrole;
        this.random = random;
    }

    @Override
    public String method() {
        return METHOD;
    }

    @Override
    public AuthStep begin(HelloDetails hello) {
        // Drawn at once: a SecureRandom takes its lock, and a while, for every number.
        byte[] drawn = new byte[AUTHID_LENGTH];
        random.nextBytes(drawn);
        StringBuilder authid = new StringBuilder(AUTHID_LENGTH);
        for (byte one : drawn) {
            authid.append(ALPHABET.charAt(Byte.toUnsignedInt(one) % ALPHABET.length()));
        }
        return new AuthStep.Accepted(authid.toString(), authrole, METHOD, PROVIDER);
    }
}
