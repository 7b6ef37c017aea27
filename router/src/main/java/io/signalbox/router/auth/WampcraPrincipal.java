package io.signalbox.router.auth;

import io.signalbox.protocol.auth.WampCra.Salting;
import java.util.Optional;

/**
 * Client with a secret, for the method {@code wampcra}. Immutable and thread-safe.
 *
 * @param key the key of signatures; not modified
 * @param salting the parameters with which the client derives the key; empty without salt
 */
public record WampcraPrincipal(Grant grant, byte[] key, Optional<Salting> salting) {
    /** Returns a text without the key. */
    @Override
    public String toString() {
        return "WampcraPrincipal[grant=" + grant + "]";
    }
}
