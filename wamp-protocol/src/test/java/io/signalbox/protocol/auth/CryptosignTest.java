package io.signalbox.protocol.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CryptosignTest {
    private static final String FIRST = "4d57d97a68f555696620a6d849c0ce582568518d729eb753dc7c732de2804510";
    private static final String SECOND = "d511fe78e23934b3dadb52fcd022974b80bd92bccc7c5cf404e46cc0a8a2f5cd";
    private static final String THIRD = "6e1fde9cf9e2359a87420b65a87dc0c66136e66945196ba2475990d8a0c3a25b";
    private static final String CHANNEL = "62e935ae755f3d48f80d4d59f6121358c435722a67e859cc0caa8b539027f2ff";
    private static final HexFormat HEX = HexFormat.of();

    /** Test vectors of the specification (spec: Cryptosign-based Authentication, Test Vectors). */
    @ParameterizedTest
    @CsvSource({
        FIRST + ",ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff,,"
                + "b32675b221f08593213737bef8240e7c15228b07028e19595294678c90d11c0c"
                + "ae80a357331bfc5cc9fb71081464e6e75013517c2cf067ad566a6b7b728e5d03"
                + "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        SECOND + ",b26c1f87c13fc1da14997f1b5a71995dff8fbe0a62fae8473c7bdbd05bfb607d,,"
                + "d4209ad10d5aff6bfbc009d7e924795de138a63515efc7afc6b01b7fe5201372"
                + "190374886a70207b042294af5bd64ce725cd8dceb344e6d11c09d1aaaf4d660f"
                + "b26c1f87c13fc1da14997f1b5a71995dff8fbe0a62fae8473c7bdbd05bfb607d",
        THIRD + ",b05e6b8ad4d69abf74aa3be3c0ee40ae07d66e1895b9ab09285a2f1192d562d2,,"
                + "7beb282184baadd08f166f16dd683b39cab53816ed81e6955def951cb2ddad1e"
                + "c184e206746fd82bda075af03711d3d5658fc84a76196b0fa8d1ebc92ef9f30b"
                + "b05e6b8ad4d69abf74aa3be3c0ee40ae07d66e1895b9ab09285a2f1192d562d2",
        FIRST + ",ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff," + CHANNEL
                + ",9b6f41540c9b95b4b7b281c3042fa9c54cef43c842d62ea3fd6030fcb66e70b3"
                + "e80d49d44c29d1635da9348d02ec93f3ed1ef227dfb59a07b580095c2b82f80f"
                + "9d16ca518aa0c2b707f2b2a609edeca73bca8dd59817a633f35574ac6fd80d00",
        SECOND + ",b26c1f87c13fc1da14997f1b5a71995dff8fbe0a62fae8473c7bdbd05bfb607d," + CHANNEL
                + ",305aaa3ac25e98f651427688b3fc43fe7d8a68a7ec1d7d61c61517c519bd4a42"
                + "7c3015599d83ca28b4c652333920223844ef0725eb5dc2febfd6af7677b73f01"
                + "d0852a29b460fc92ec943242ac638a053bbacc200512b18b30d15083cbdc9282",
        THIRD + ",b05e6b8ad4d69abf74aa3be3c0ee40ae07d66e1895b9ab09285a2f1192d562d2," + CHANNEL
                + ",ee3c7644fd8070532bc1fde3d70d742267da545d8c8f03e63bda63f1ad4214f4"
                + "d2c4bfdb4eb9526def42deeb7e31602a6ff99eba893e0a4ad4d45892ca75e608"
                + "d2b75e24a189a7f78ca776ba36fc53f6c3e31c32f251f2c524f0a44202f2902d"
    })
    void the_signature_is_that_of_the_specification(String seed, String challenge, String channelId, String signed) {
        CryptosignKey key = CryptosignKey.of(seed).orElseThrow();
        byte[] bytes = Cryptosign.challenge(challenge).orElseThrow();
        byte[] message = channelId == null ? bytes : Cryptosign.message(bytes, HEX.parseHex(channelId));
        assertThat(key.sign(message)).isEqualTo(signed);
        assertThat(key.publicKey().isSigned(signed, message)).isTrue();
    }

    @Test
    void a_signature_for_another_challenge_is_refused() {
        CryptosignKey key = CryptosignKey.of(FIRST).orElseThrow();
        byte[] issued = new byte[32];
        byte[] earlier = issued.clone();
        earlier[31] = 1;
        String replayed = key.sign(earlier);
        assertThat(key.publicKey().isSigned(replayed, earlier)).isTrue();
        assertThat(key.publicKey().isSigned(replayed, issued)).isFalse();
        // The signature of one challenge with the message of the other.
        String mixed = replayed.substring(0, 128) + HEX.formatHex(issued);
        assertThat(key.publicKey().isSigned(mixed, issued)).isFalse();
    }

    @Test
    void a_signature_of_another_key_or_form_is_refused() {
        CryptosignKey key = CryptosignKey.of(FIRST).orElseThrow();
        byte[] issued = new byte[32];
        String signed = key.sign(issued);
        assertThat(CryptosignKey.of(SECOND).orElseThrow().publicKey().isSigned(signed, issued))
                .isFalse();
        for (String other : new String[] {
            "", signed.substring(2), signed + "00", signed.substring(0, 128), 'g' + signed.substring(1), "0x" + signed
        }) {
            assertThat(key.publicKey().isSigned(other, issued)).as(other).isFalse();
        }
        assertThat(key.publicKey().isSigned(signed.toUpperCase(Locale.ROOT), issued))
                .isTrue();
    }

    @Test
    void a_key_is_32_bytes_in_hexadecimal_digits() {
        CryptosignKey key = CryptosignKey.generate(new SecureRandom());
        assertThat(CryptosignKey.of(key.hex()).orElseThrow().publicKey()).isEqualTo(key.publicKey());
        assertThat(CryptosignPublicKey.of(key.publicKey().hex().toUpperCase(Locale.ROOT)))
                .contains(key.publicKey());
        assertThat(CryptosignKey.of(key.hex().substring(2))).isEmpty();
        assertThat(CryptosignPublicKey.of("x".repeat(64))).isEmpty();
        assertThat(CryptosignPublicKey.of("")).isEmpty();
    }

    @Test
    void a_point_of_small_order_is_no_public_key() {
        assertThat(CryptosignPublicKey.of("01" + "00".repeat(31))).isEmpty();
        assertThat(CryptosignPublicKey.of("00".repeat(32))).isEmpty();
        assertThat(CryptosignPublicKey.of("ff".repeat(32))).isEmpty();
    }

    @Test
    void the_text_of_a_key_does_not_have_the_seed() {
        CryptosignKey key = CryptosignKey.of(FIRST).orElseThrow();
        assertThat(key.toString()).contains(key.publicKey().hex()).doesNotContain(FIRST);
    }

    @Test
    void a_channel_id_has_the_length_of_a_challenge() {
        assertThatThrownBy(() -> Cryptosign.message(new byte[32], new byte[12]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not 32 and 12");
    }
}
