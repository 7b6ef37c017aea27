package io.signalbox.router.auth;

import io.signalbox.protocol.auth.ScramKdf;
import io.signalbox.protocol.auth.ScramKdf.Argon2id;
import io.signalbox.protocol.auth.ScramKeys;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decoys for clients with an unknown authid. A decoy has the key derivation function and the length of the salt of a real
 * principal, and a salt that is the same at each attempt. Immutable and thread-safe.
 */
final class ScramDecoys {
    /** Form of all decoys without a principal: the defaults of {@code router keys scram}. */
    private static final Form DEFAULT = new Form(new Argon2id(3, 65_536), 16);

    private static final int BLOCK_BYTES = 32;

    private final List<Form> forms;
    private final DecoySecret secret;

    /** Properties of a principal that a challenge shows, besides the salt. */
    private record Form(ScramKdf kdf, int saltBytes) {}

    private ScramDecoys(List<Form> forms, DecoySecret secret) {
        this.forms = forms;
        this.secret = secret;
    }

    /** Returns decoys that resemble these principals. */
    static ScramDecoys like(Collection<ScramPrincipal> principals, DecoySecret secret) {
        // Without duplicates: the number of principals of one form does not change the form of a decoy.
        List<Form> forms = principals.stream()
                .map(one -> new Form(one.kdf(), Base64.getDecoder().decode(one.salt()).length))
                .distinct()
                .sorted(Comparator.comparing(Form::toString))
                .toList();
        return new ScramDecoys(forms.isEmpty() ? List.of(DEFAULT) : forms, secret);
    }

    ScramPrincipal of(String authid) {
        byte[] key = secret.bytes("key", authid);
        Form form = secret.choice(forms, authid);
        byte[] salt = new byte[form.saltBytes()];
        for (int start = 0; start < salt.length; start += BLOCK_BYTES) {
            byte[] block = secret.bytes("salt" + start, authid);
            System.arraycopy(block, 0, salt, start, Math.min(BLOCK_BYTES, salt.length - start));
        }
        return new ScramPrincipal(
                new Grant(authid, "", Optional.empty(), Map.of()),
                form.kdf(),
                Base64.getEncoder().encodeToString(salt),
                new ScramKeys(key, Arrays.copyOf(key, key.length)));
    }
}
