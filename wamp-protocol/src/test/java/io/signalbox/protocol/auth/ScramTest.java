package io.signalbox.protocol.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScramTest {
    private static final String SALT = "W22ZaJ0SNY7soEsUEjb6gQ==";
    private static final byte[] SALTED = Scram.saltedPassword("pencil", SALT, 4096);
    private static final Scram.Exchange EXCHANGE =
            exchange("AAECAwQFBgcICQoLDA0ODw==", "AAECAwQFBgcICQoLDA0ODw==EBESExQVFhcYGRobHB0eHw==");
    private static final String PROOF = "MWGzrXi6I2oLq96q2RWiSSklY0E9PAITDfwXoDGt7VU=";

    @Test
    void client_and_router_prove_that_they_know_the_password() {
        assertThat(Scram.clientProof(SALTED, EXCHANGE)).isEqualTo(PROOF);
        assertThat(Scram.isValid(PROOF, Scram.storedKey(SALTED), EXCHANGE)).isTrue();
        assertThat(Scram.serverSignature(Scram.serverKey(SALTED), EXCHANGE))
                .isEqualTo("LS3lXD2jv/dLPrg4SVtp0ZJue4Kp75UwB6/4MuDBZ2Q=");
    }

    /** The exchange of RFC 7677 section 3. */
    @Test
    void the_proof_is_that_of_the_rfc() {
        String client = "rOprNGfwEbeRWgbNEkqO";
        Scram.Exchange exchange = exchange(client, client + "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0");
        assertThat(Scram.clientProof(SALTED, exchange)).isEqualTo("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        assertThat(Scram.serverSignature(Scram.serverKey(SALTED), exchange))
                .isEqualTo("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    }

    @Test
    void another_proof_is_refused() {
        byte[] storedKey = Scram.storedKey(SALTED);
        byte[] other = Scram.saltedPassword("Pencil", SALT, 4096);
        assertThat(Scram.isValid(Scram.clientProof(other, EXCHANGE), storedKey, EXCHANGE))
                .isFalse();
        for (String proof : new String[] {"", "!", "AAAA", PROOF.substring(4)}) {
            assertThat(Scram.isValid(proof, storedKey, EXCHANGE)).as(proof).isFalse();
        }
    }

    @Test
    void commas_and_equals_signs_of_an_authid_are_escaped() {
        Scram.Exchange exchange = new Scram.Exchange("a=b,c", "x", "xy", SALT, 4096, "biws");
        assertThat(exchange.text()).isEqualTo("n=a=3Db=2Cc,r=x,r=xy,s=" + SALT + ",i=4096,c=biws,r=xy");
    }

    private static Scram.Exchange exchange(String clientNonce, String nonce) {
        return new Scram.Exchange("user", clientNonce, nonce, SALT, 4096, "biws");
    }
}
