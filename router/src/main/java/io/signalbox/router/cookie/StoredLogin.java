package io.signalbox.router.cookie;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.signalbox.protocol.auth.ScramDialect;
import io.signalbox.router.auth.Identity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Login that a cookie stands for. Immutable and thread-safe.
 *
 * @param authmethod the method by which the client has logged in
 * @param extra {@code authextra} of WELCOME in JSON; empty for none
 * @param expiresMillis the time at which the credentials of the login expire, in milliseconds since the epoch; empty for
 *     never
 */
record StoredLogin(
        String authid, String authrole, String realm, String authmethod, String extra, OptionalLong expiresMillis) {
    /** The {@code authprovider} of sessions whose client has shown its cookie. */
    static final String PROVIDER = "cookie";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<LinkedHashMap<String, Object>> DICTIONARY = new TypeReference<>() {};

    /** Returns the login of a client that has joined a realm. */
    static StoredLogin of(Identity identity, String realm) {
        Map<String, Object> extra = new LinkedHashMap<>(identity.extra());
        for (ScramDialect dialect : ScramDialect.values()) {
            if (dialect.method().equals(identity.authmethod())) {
                // The router has proved itself to this session only.
                extra.remove(dialect.signatureKey());
            }
        }
        return new StoredLogin(
                identity.authid(),
                identity.authrole(),
                realm,
                identity.authmethod(),
                json(extra),
                identity.expiresMillis());
    }

    private static String json(Map<String, Object> extra) {
        try {
            return extra.isEmpty() ? "" : JSON.writeValueAsString(extra);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("authextra cannot be written as JSON", e);
        }
    }

    /** Returns the identity of a session that the client opens with its cookie. */
    Identity identity() {
        return new Identity(authid, authrole, authmethod, PROVIDER, Optional.of(realm), dictionary(), expiresMillis);
    }

    private Map<String, Object> dictionary() {
        try {
            return extra.isEmpty() ? Map.of() : JSON.readValue(extra, DICTIONARY);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("authextra of a login is no JSON", e);
        }
    }

    boolean isOfSameClient(StoredLogin other) {
        return authid.equals(other.authid) && realm.equals(other.realm);
    }

    /** Returns whether the credentials of the login have not expired. */
    boolean isValid(long nowMillis) {
        return expiresMillis.isEmpty() || nowMillis < expiresMillis.getAsLong();
    }

    /** Returns the length of the texts, in characters. */
    int length() {
        return authid.length() + authrole.length() + realm.length() + authmethod.length() + extra.length();
    }

    /** Returns a text without authextra, which may have secrets of an authenticator. */
    @Override
    public String toString() {
        return "StoredLogin[authid=" + authid + ", authrole=" + authrole + ", realm=" + realm + ", authmethod="
                + authmethod + "]";
    }
}
