package io.signalbox.router.auth;

import io.signalbox.protocol.auth.WampCra;
import io.signalbox.protocol.auth.WampCra.Salting;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decoy users for clients with an unknown authid. A decoy has the role and the kind of salt of a real user. Role and salt
 * of a decoy are the same at each attempt, like the role and the salt of a real user, also after a restart with the same
 * users. Immutable and thread-safe.
 */
final class WampcraDecoys {
    private static final String DEFAULT_ROLE = "user";

    private final byte[] key;
    private final List<WampcraPrincipal> models;

    private WampcraDecoys(byte[] key, List<WampcraPrincipal> models) {
        this.key = key;
        this.models = models;
    }

    /** Returns decoys that resemble these users. Their secret depends on the keys of the users. */
    static WampcraDecoys like(Collection<WampcraPrincipal> users) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            users.forEach(user -> digest.update(WampCra.key(WampCra.signature(user.key(), "decoys"))));
            return new WampcraDecoys(digest.digest(), List.copyOf(users));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no SHA-256", e);
        }
    }

    WampcraPrincipal of(String authid) {
        String secret = WampCra.signature(key, authid);
        byte[] random = Base64.getDecoder().decode(secret);
        if (models.isEmpty()) {
            return new WampcraPrincipal(grant(authid, DEFAULT_ROLE), random, Optional.empty());
        }
        int index = Math.floorMod(ByteBuffer.wrap(random).getInt(), models.size());
        WampcraPrincipal model = models.get(index);
        Optional<Salting> salting = model.salting()
                .map(real -> new Salting(salt(secret, real.salt().length()), real.iterations(), real.keylen()));
        return new WampcraPrincipal(grant(authid, model.grant().authrole()), random, salting);
    }

    private static Grant grant(String authid, String authrole) {
        return new Grant(authid, authrole, Optional.empty(), Map.of());
    }

    /** Returns a text of Base64 characters with the length of a real salt. */
    private static String salt(String secret, int length) {
        StringBuilder salt = new StringBuilder(length);
        byte[] block = secret.getBytes(StandardCharsets.US_ASCII);
        while (salt.length() < length) {
            block = WampCra.key(WampCra.signature(block, "salt"));
            salt.append(new String(block, 0, block.length - 1, StandardCharsets.US_ASCII));
        }
        return salt.substring(0, length);
    }
}
