package io.signalbox.router.auth;

/** Signature algorithm of a JSON Web Token (RFC 7518 section 3.1). There is no constant for {@code none}. */
public enum JwtAlgorithm {
    RS256,
    RS384,
    RS512,
    PS256,
    PS384,
    PS512,
    ES256,
    ES384,
    ES512,
    HS256,
    HS384,
    HS512;

    /** Returns whether signer and verifier have the same secret. The other algorithms verify with a public key. */
    public boolean isSymmetric() {
        return name().startsWith("HS");
    }

    /** Returns the minimum length of the secret of a symmetric algorithm: the length of its hash (RFC 7518 section 3.2). */
    public int minSecretBytes() {
        return Integer.parseInt(name().substring(2)) / Byte.SIZE;
    }
}
