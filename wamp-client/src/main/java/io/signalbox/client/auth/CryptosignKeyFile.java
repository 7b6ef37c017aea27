package io.signalbox.client.auth;

import io.signalbox.protocol.auth.CryptosignKey;
import io.signalbox.protocol.auth.CryptosignKeyText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Reader of the file with the private key of a client. Stateless and thread-safe. */
final class CryptosignKeyFile {
    private CryptosignKeyFile() {}

    static CryptosignKey read(Path file) throws AuthenticationFailure {
        String text;
        try {
            byte[] bytes = Secret.readAtMost(file, Secret.MAX_FILE_BYTES);
            text = new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new AuthenticationFailure("the key file " + file + " does not exist", e);
        } catch (IOException e) {
            throw new AuthenticationFailure("the key file " + file + " cannot be read: " + Secret.reason(e), e);
        }
        if (text.startsWith("-----BEGIN")) {
            throw new AuthenticationFailure(
                    "the key file " + file + " is in the format of OpenSSH or PEM; use a file with the"
                            + " 64 hexadecimal digits of an Ed25519 seed, which 'router keys cryptosign' makes");
        }
        Optional<CryptosignKey> bare = CryptosignKey.of(text.strip());
        if (bare.isPresent()) {
            return bare.get();
        }
        try {
            return CryptosignKeyText.parse(text);
        } catch (IllegalArgumentException e) {
            throw new AuthenticationFailure("the key file " + file + " " + e.getMessage());
        }
    }
}
