package io.signalbox.router.auth;

import io.signalbox.protocol.auth.WampCra.Salting;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decoy users for clients with an unknown authid. A decoy has the role and the kind of salt of a real user. Role and salt
 * of a decoy are the same at each attempt, like the role and the salt of a real user. Immutable and thread-safe.
 */
final class WampcraDecoys {
    private static final Form DEFAULT = new Form("user", 0, 0, 0);

    private final List<Form> forms;
    private final DecoySecret secret;

    /**
     * Properties of a user that a challenge shows, besides the authid and the salt.
     *
     * @param saltLength characters of the salt; 0 for a user without salt
     */
    private record Form(String role, int saltLength, int iterations, int keylen) {
        static Form of(WampcraPrincipal user) {
            String role = user.grant().authrole();
            return user.salting()
                    .map(salting -> new Form(role, salting.salt().length(), salting.iterations(), salting.keylen()))
                    .orElseGet(() -> new Form(role, 0, 0, 0));
        }
    }

    private WampcraDecoys(List<Form> forms, DecoySecret secret) {
        this.forms = forms;
        this.secret = secret;
    }

    /** Returns decoys that resemble these users. */
    static WampcraDecoys like(Collection<WampcraPrincipal> users, DecoySecret secret) {
        // Without duplicates: the number of users of one form does not change the form of a decoy.
        List<Form> forms = users.stream()
                .map(Form::of)
                .distinct()
                .sorted(Comparator.comparing(Form::toString))
                .toList();
        return new WampcraDecoys(forms.isEmpty() ? List.of(DEFAULT) : forms, secret);
    }

    WampcraPrincipal of(String authid) {
        byte[] key = secret.bytes("key", authid);
        Form form = secret.choice(forms, authid);
        Optional<Salting> salting = form.saltLength() == 0
                ? Optional.empty()
                : Optional.of(new Salting(salt(authid, form.saltLength()), form.iterations(), form.keylen()));
        return new WampcraPrincipal(new Grant(authid, form.role(), Optional.empty(), Map.of()), key, salting);
    }

    /** Returns a text of Base64 characters with the length of a real salt. */
    private String salt(String authid, int length) {
        StringBuilder salt = new StringBuilder(length);
        while (salt.length() < length) {
            byte[] block = secret.bytes("salt" + salt.length(), authid);
            salt.append(Base64.getEncoder().withoutPadding().encodeToString(block));
        }
        return salt.substring(0, length);
    }
}
