package io.signalbox.client.auth;

import io.signalbox.protocol.auth.CryptosignKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLSession;

/**
 * Credentials for one authentication method. Immutable and thread-safe. No text of the credentials shows a secret.
 *
 * <p>Several methods in an order of preference are {@link Authentications}.
 *
 * <pre>{@code
 * try (WampClient joe = WampClient.builder("ws://localhost:8080/ws", "realm1")
 *         .authentication(Authentication.wampcra("joe", "secret"))
 *         .build()) {
 *     joe.connect();
 * }
 * }</pre>
 */
public abstract sealed class Authentication
        permits CryptosignAuthentication,
                PlainAuthentication,
                ScramAuthentication,
                TicketAuthentication,
                WampcraAuthentication {

    Authentication() {}

    /** Returns the method {@code anonymous}, which needs no credentials. The router chooses the authid. */
    public static Authentication anonymous() {
        return new PlainAuthentication("anonymous", Optional.empty());
    }

    /**
     * Returns the method {@code tls}: the certificate of the client in the TLS handshake is the proof. The transport needs
     * the certificate and its key.
     */
    public static Authentication tls() {
        return new PlainAuthentication("tls", Optional.empty());
    }

    /**
     * Returns the method {@code tls} of a certificate that several principals of the router have.
     *
     * @param authid the principal to log in as
     */
    public static Authentication tls(String authid) {
        return new PlainAuthentication("tls", Optional.of(named(authid)));
    }

    /** Returns the method {@code cookie}: the cookie in the WebSocket handshake stands for an earlier login. */
    public static Authentication cookie() {
        return new PlainAuthentication("cookie", Optional.empty());
    }

    /** Returns the method {@code ticket}. The router sees the ticket: use this method over TLS only. */
    public static Authentication ticket(String authid, String ticket) {
        return ticket(authid, Secret.of(ticket));
    }

    /** Returns the method {@code ticket}. The router sees the ticket: use this method over TLS only. */
    public static Authentication ticket(String authid, Secret ticket) {
        return new TicketAuthentication(List.of("ticket"), Optional.of(named(authid)), ticket);
    }

    /**
     * Returns the methods {@code jwt} and {@code ticket} with a JSON Web Token as the ticket. The router finds the authid in
     * the token, and sees the token: use this method over TLS only.
     */
    public static Authentication jwt(String token) {
        return jwt(Secret.of(token));
    }

    /** Returns the methods of {@link #jwt(String)}, for example with a file that another program renews. */
    public static Authentication jwt(Secret token) {
        return new TicketAuthentication(List.of("jwt", "ticket"), Optional.empty(), token);
    }

    /** Returns the methods of {@link #jwt(String)}, for routers that need an authid in HELLO. */
    public static Authentication jwt(String authid, Secret token) {
        return new TicketAuthentication(List.of("jwt", "ticket"), Optional.of(named(authid)), token);
    }

    /** Returns the method {@code wampcra}, with and without salt. */
    public static Authentication wampcra(String authid, String secret) {
        return wampcra(authid, Secret.of(secret));
    }

    /** Returns the method {@code wampcra}, with and without salt. */
    public static Authentication wampcra(String authid, Secret secret) {
        return new WampcraAuthentication(named(authid), secret);
    }

    /**
     * Returns the methods {@code wamp-scram} and {@code scram}, of which the router chooses one. The client checks the
     * signature of the router.
     *
     * @throws IllegalArgumentException if the authid is empty, or has a character that SASLprep (RFC 4013) does not allow
     */
    public static ScramAuthentication scram(String authid, String password) {
        return scram(authid, Secret.of(password));
    }

    /**
     * Returns the methods {@code wamp-scram} and {@code scram}, of which the router chooses one. The client checks the
     * signature of the router.
     *
     * @throws IllegalArgumentException if the authid is empty, or has a character that SASLprep (RFC 4013) does not allow
     */
    public static ScramAuthentication scram(String authid, Secret password) {
        return new ScramAuthentication(authid, password);
    }

    /**
     * Returns the method {@code cryptosign}.
     *
     * @param privateKey the seed of 32 bytes, in hexadecimal digits
     * @throws IllegalArgumentException if the text is not such a key
     */
    public static CryptosignAuthentication cryptosign(String privateKey) {
        return cryptosign(CryptosignKey.of(privateKey)
                .orElseThrow(() -> new IllegalArgumentException("the private key is not 64 hexadecimal digits")));
    }

    /** Returns the method {@code cryptosign}. */
    public static CryptosignAuthentication cryptosign(CryptosignKey privateKey) {
        return new CryptosignAuthentication(privateKey);
    }

    /**
     * Returns the method {@code cryptosign} with the key of a file.
     *
     * @param keyFile a file with 64 hexadecimal digits, or in the format of {@code router keys node} and Crossbar.io
     * @throws AuthenticationFailure if the file has no such key
     */
    public static CryptosignAuthentication cryptosign(Path keyFile) throws AuthenticationFailure {
        return cryptosign(CryptosignKeyFile.read(keyFile));
    }

    /** Returns the names of the method in HELLO, in order of preference. */
    abstract List<String> methods();

    /** Returns the authid in HELLO; empty if the router finds or chooses the authid. */
    abstract Optional<String> authid();

    /** Returns whether the credentials are valid for one TLS connection only. */
    boolean bindsChannel() {
        return false;
    }

    /** Returns whether a router has to answer with CHALLENGE and a proof of its own. */
    boolean checksRouter() {
        return false;
    }

    /**
     * Begins a login.
     *
     * @param tls the TLS session of the connection; empty without TLS
     * @param nonce the nonce of HELLO, in Base64
     * @param random cryptographically secure source of challenges
     * @throws AuthenticationFailure if the connection has no channel binding
     */
    abstract MethodLogin begin(Optional<SSLSession> tls, String nonce, RandomGenerator random)
            throws AuthenticationFailure;

    static String named(String authid) {
        if (authid.isEmpty()) {
            throw new IllegalArgumentException("the authid is empty");
        }
        return authid;
    }

    /** Returns a text without secrets. */
    @Override
    public final String toString() {
        return methods().getFirst()
                + authid().map(name -> "[authid=" + name + "]").orElse("");
    }
}
