package io.signalbox.router.auth;

import io.signalbox.protocol.auth.CryptosignKey;
import io.signalbox.protocol.auth.WampCra;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Secret of a node from which the values of decoys are derived: values that look random, and that are the same at each
 * attempt of a client with an unknown authid. The secret does not depend on the principals, so that no value helps to guess
 * a password. Immutable and thread-safe.
 */
public final class DecoySecret {
    private static final int BYTES = 32;

    private final byte[] key;

    private DecoySecret(byte[] key) {
        this.key = key;
    }

    /** Returns the secret of a node with a key. The values are the same after a restart. */
    public static DecoySecret of(CryptosignKey nodeKey) {
        return new DecoySecret(WampCra.key(WampCra.signature(WampCra.key(nodeKey.hex()), "decoys")));
    }

    /**
     * Returns a new secret, for a node without a key. The values are others after a restart.
     *
     * @param random cryptographically secure
     */
    public static DecoySecret random(RandomGenerator random) {
        byte[] key = new byte[BYTES];
        random.nextBytes(key);
        return new DecoySecret(key);
    }

    /** Returns 32 bytes for a purpose and an authid. The purpose has no {@code /}. */
    byte[] bytes(String purpose, String authid) {
        return Base64.getDecoder().decode(WampCra.signature(key, purpose + "/" + authid));
    }

    /**
     * Chooses the form of a decoy by rendezvous hashing: one more form among n changes the form of one decoy in n + 1.
     *
     * @param forms at least one; each has another text
     */
    <F> F choice(List<F> forms, String authid) {
        F chosen = forms.getFirst();
        byte[] most = new byte[0];
        for (F form : forms.size() == 1 ? List.<F>of() : forms) {
            byte[] weight = bytes("form " + form, authid);
            if (Arrays.compare(weight, most) > 0) {
                most = weight;
                chosen = form;
            }
        }
        return chosen;
    }
}
