package io.signalbox.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CipherSuitesTest {
    private static final List<String> ALLOWED = allowed();

    /** Strings of the documentation and of public configurations of Crossbar.io, and of Mozilla's generator. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ECDHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-SHA256:DHE-RSA-AES128-SHA256:"
                        + "ECDHE-RSA-AES128-SHA:DHE-RSA-AES128-SHA|6|TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                "ECDH+AESGCM:DH+AESGCM:ECDH+AES256:DH+AES256:ECDH+AES128:DH+AES:ECDH+3DES:DH+3DES:RSA+AES:RSA+3DES:!ADH:"
                        + "!AECDH:!MD5:!DSS|-1|",
                "EECDH+AESGCM:EDH+AESGCM:AES256+EECDH:AES256+EDH|-1|TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                "ECDHE+AESGCM|4|TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                "HIGH:!aNULL:!MD5:!RC4:!kRSA|-1|TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
                        + "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"
                        + "DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384"
                        + "|8|TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            })
    void public_strings_select_without_unknown_words(String text, int count, String first) {
        CipherSuites selected = CipherSuites.select(text, ALLOWED);
        assertThat(selected.unknown()).isEmpty();
        assertThat(selected.names()).isNotEmpty();
        if (count >= 0) {
            assertThat(selected.names()).hasSize(count);
        }
        if (first != null) {
            assertThat(selected.names().get(0)).isEqualTo(first);
        }
    }

    @Test
    void an_excluded_suite_does_not_come_back_and_a_removed_one_does() {
        assertThat(names("ECDHE+AESGCM:!ECDSA:ECDSA+AESGCM")).noneMatch(name -> name.contains("ECDSA"));
        assertThat(names("ECDHE+AESGCM:-ECDSA:ECDSA+AESGCM"))
                .containsExactly(
                        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
    }

    @Test
    void a_plus_in_front_moves_suites_to_the_end() {
        assertThat(names("ECDHE+AESGCM:+AES256"))
                .containsExactly(
                        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
    }

    @Test
    void strength_sorts_and_a_security_level_is_no_suite() {
        CipherSuites selected = CipherSuites.select(
                "ECDHE-RSA-AES128-GCM-SHA256 ECDHE-RSA-AES256-GCM-SHA384,@STRENGTH:@SECLEVEL=2", ALLOWED);
        assertThat(selected.names())
                .containsExactly("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
        assertThat(selected.unknown()).isEmpty();
    }

    @Test
    void unknown_words_are_named_and_select_nothing() {
        CipherSuites selected = CipherSuites.select("ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-FOO:!BAR", ALLOWED);
        assertThat(selected.unknown()).containsExactly("ECDHE-RSA-FOO", "BAR");
        assertThat(selected.names()).hasSize(1);
    }

    @Test
    void a_suite_that_the_jvm_forbids_is_not_selected() {
        assertThat(CipherSuites.select("AES128-SHA", List.of()).names()).isEmpty();
    }

    @Test
    void every_suite_that_the_jvm_allows_has_a_name_in_openssl_s_syntax() {
        assertThat(names("ALL"))
                .containsAll(ALLOWED.stream()
                        .filter(name -> name.contains("_WITH_") && !name.contains("_DSS_") && !name.contains("_ECDH_"))
                        .toList());
    }

    private static List<String> names(String text) {
        return CipherSuites.select(text, ALLOWED).names();
    }

    private static List<String> allowed() {
        try {
            return Arrays.asList(
                    SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
