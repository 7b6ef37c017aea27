package io.signalbox.protocol.auth;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Channel binding of {@code wamp-scram} (spec: Channel Binding). Immutable and thread-safe.
 *
 * @param type the name of the type, such as {@code tls-exporter}
 * @param data the bytes that both ends of the TLS connection compute; not modified
 */
public record ScramBinding(String type, byte[] data) {

    /** Returns {@code cbind_data} of AUTHENTICATE. */
    public String base64() {
        return Base64.getEncoder().encodeToString(data);
    }

    /** Returns the header, followed by the data. */
    static byte[] input(Optional<ScramBinding> binding) {
        byte[] header = (binding.map(one -> "p=" + one.type()).orElse("n") + ",,").getBytes(StandardCharsets.UTF_8);
        byte[] data = binding.map(ScramBinding::data).orElse(new byte[0]);
        byte[] input = Arrays.copyOf(header, header.length + data.length);
        System.arraycopy(data, 0, input, header.length, data.length);
        return input;
    }
}
