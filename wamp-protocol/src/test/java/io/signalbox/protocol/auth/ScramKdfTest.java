package io.signalbox.protocol.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.auth.ScramKdf.Argon2id;
import io.signalbox.protocol.auth.ScramKdf.Pbkdf2;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScramKdfTest {
    private static final byte[] SALT = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");

    /** The keys are those of the reference implementation, libargon2. */
    @ParameterizedTest
    @CsvSource({
        "1, 8, 27acc3739d3cf9a38d27138fbafbcc0dc65e9530d37806fc9184f8742601db60",
        "3, 64, 98daa0f5585dbe6a2a7b17bf242b123d20ef76abd78a4fc0d03787ed898caa6c",
        "2, 16384, 30ad439e0efbd31a74ad1abaa5be2d5b5e0a5794289dc1efb3deda01ce0bcb17"
    })
    void a_key_of_argon2_is_that_of_the_reference_implementation(int iterations, int memory, String key) {
        byte[] derived = new Argon2id(iterations, memory).derive("pencil", SALT);
        assertThat(HexFormat.of().formatHex(derived)).isEqualTo(key);
    }

    @Test
    void a_key_of_pbkdf2_has_32_bytes_and_depends_on_the_iterations() {
        byte[] derived = new Pbkdf2(4096).derive("pencil", SALT);
        assertThat(derived).hasSize(32).isNotEqualTo(new Pbkdf2(4097).derive("pencil", SALT));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 64, iterations must be between 1 and 262144",
        "-1, 64, iterations must be between 1 and 262144",
        "262145, 64, iterations must be between 1 and 262144",
        "17, 1048576, iterations must be between 1 and 16",
        "1, 7, memory must be between 8 and 1048576",
        "1, 1048577, memory must be between 8 and 1048576"
    })
    void costs_out_of_range_are_refused(int iterations, int memory, String text) {
        assertThatThrownBy(() -> new Argon2id(iterations, memory))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(text);
    }

    @Test
    void iterations_of_pbkdf2_out_of_range_are_refused() {
        for (int iterations : new int[] {Integer.MIN_VALUE, 0, 10_000_001}) {
            assertThatThrownBy(() -> new Pbkdf2(iterations))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("iterations must be between 1 and 10000000");
        }
    }

    @Test
    void low_costs_are_weak() {
        assertThat(new Pbkdf2(4095).isWeak()).isTrue();
        assertThat(new Pbkdf2(4096).isWeak()).isFalse();
        assertThat(new Argon2id(3, 4096).isWeak()).isTrue();
        assertThat(new Argon2id(4, 4096).isWeak()).isFalse();
        assertThat(new Argon2id(4096, 512).isWeak()).as("autobahn-python").isFalse();
    }
}
