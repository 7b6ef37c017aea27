package io.signalbox.client;

import java.util.Map;
import java.util.Optional;

/**
 * Description of a payload that the peers encode themselves, and that the router passes unchanged (spec: Payload Passthru Mode).
 * The payload is a {@code byte[]} as the only argument. Immutable.
 *
 * <pre>{@code
 * byte[] encrypted = {1, 2, 3};
 * session.newPublication("com.example.secret").passthru(Passthru.of("x_mine")).args(encrypted).send();
 * }</pre>
 *
 * @param scheme the scheme, such as {@code wamp}, {@code mqtt}, or a name that begins with {@code x_}
 * @param serializer the serializer of the payload, such as {@code cbor}
 * @param cipher the algorithm of the encryption, such as {@code xsalsa20poly1305}
 * @param keyid the id of the key
 */
public record Passthru(String scheme, Optional<String> serializer, Optional<String> cipher, Optional<String> keyid) {

    /** Returns a description with a scheme only. */
    public static Passthru of(String scheme) {
        return new Passthru(scheme, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Adds the options that describe the payload. */
    void addTo(Map<String, Object> options) {
        options.put("ppt_scheme", scheme);
        serializer.ifPresent(name -> options.put("ppt_serializer", name));
        cipher.ifPresent(name -> options.put("ppt_cipher", name));
        keyid.ifPresent(id -> options.put("ppt_keyid", id));
    }
}
