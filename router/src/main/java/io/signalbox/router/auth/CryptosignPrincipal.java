package io.signalbox.router.auth;

import io.signalbox.protocol.auth.CryptosignPublicKey;
import java.util.Set;

/**
 * Client with a private key, for the method {@code cryptosign}. Immutable and thread-safe.
 *
 * @param keys the public keys of the client, any of which serves; empty for a decoy
 */
public record CryptosignPrincipal(Grant grant, Set<CryptosignPublicKey> keys) {}
