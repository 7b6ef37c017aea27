package io.signalbox.router.auth;

import io.signalbox.protocol.auth.ScramKdf;
import io.signalbox.protocol.auth.ScramKeys;

/**
 * Client with a password, for the methods {@code wamp-scram} and {@code scram}. Immutable and thread-safe.
 *
 * @param kdf the function with which the client derives the keys
 * @param salt in Base64
 */
public record ScramPrincipal(Grant grant, ScramKdf kdf, String salt, ScramKeys keys) {}
