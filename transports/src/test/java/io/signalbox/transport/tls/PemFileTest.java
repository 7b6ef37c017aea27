package io.signalbox.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The keys in {@code src/test/resources/keys} were written by OpenSSL 3.0; the password of the encrypted ones is "secret". */
class PemFileTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "rsa-traditional.pem, , RSA",
        "rsa-traditional-aes128.pem, secret, RSA",
        "rsa-traditional-des3.pem, secret, RSA",
        "rsa-pkcs8.pem, , RSA",
        "rsa-pkcs8-aes256.pem, secret, RSA",
        "rsa-pkcs8-3des.pem, secret, RSA",
        "ec-with-parameters.pem, , EC",
        "ec-pkcs8-scrypt.pem, secret, EC",
        "ed25519.pem, , EdDSA",
    })
    void keys_of_openssl_are_read(String name, String password, String algorithm) throws Exception {
        assertThat(PemFile.read(resource(name), "key").privateKey(password).getAlgorithm())
                .isEqualTo(algorithm);
    }

    @ParameterizedTest
    @CsvSource({"rsa-traditional-aes128.pem", "rsa-pkcs8-aes256.pem", "rsa-pkcs8-3des.pem", "ec-pkcs8-scrypt.pem"})
    void an_encrypted_key_needs_its_password(String name) throws Exception {
        PemFile file = PemFile.read(resource(name), "key");
        assertThatThrownBy(() -> file.privateKey(null)).isInstanceOfSatisfying(TlsDefect.class, defect -> {
            assertThat(defect.key()).isEqualTo("key");
            assertThat(defect.problem()).endsWith(name + "' is encrypted");
            assertThat(defect.remedy()).isEqualTo("set 'key_password'");
        });
        assertThatThrownBy(() -> file.privateKey("wrong")).isInstanceOfSatisfying(TlsDefect.class, defect -> {
            assertThat(defect.key()).isEqualTo("key_password");
            assertThat(defect.problem()).endsWith(name + "' cannot be decrypted");
        });
    }

    @Test
    void a_file_that_is_missing_empty_or_of_another_kind_is_named() throws Exception {
        Path missing = directory.resolve("none.pem");
        assertDefect(missing, "there is no file '" + missing + "'");
        Path der = Files.write(directory.resolve("key.der"), new byte[] {0x30, 0x03, 1, 2, 3});
        assertDefect(der, "'" + der + "' has nothing in PEM ('-----BEGIN ...')");
        assertDefect(directory, "'" + directory + "' is no regular file");
    }

    @Test
    void a_key_in_place_of_a_certificate_is_told() throws Exception {
        Path key = resource("rsa-pkcs8.pem");
        assertThatThrownBy(() -> PemFile.read(key, "certificate").certificates())
                .isInstanceOf(TlsDefect.class)
                .hasMessage("'" + key + "' has no certificate - name the file that has '-----BEGIN CERTIFICATE-----'");
    }

    @Test
    void a_damaged_file_is_told_whatever_is_cut_off() throws Exception {
        String whole = Files.readString(resource("rsa-pkcs8.pem"));
        for (int length = 0; length < whole.length(); length += 97) {
            Path cut = Files.writeString(directory.resolve("cut.pem"), whole.substring(0, length));
            assertThatThrownBy(() -> PemFile.read(cut, "key").privateKey(null))
                    .as("the first %s characters", length)
                    .isInstanceOf(TlsDefect.class);
        }
    }

    private static void assertDefect(Path file, String problem) {
        assertThatThrownBy(() -> PemFile.read(file, "key")).isInstanceOfSatisfying(TlsDefect.class, defect -> {
            assertThat(defect.problem()).isEqualTo(problem);
            assertThat(defect.remedy()).isNotEmpty();
        });
    }

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(PemFileTest.class.getResource("/keys/" + name).toURI());
    }
}
