package io.signalbox.router.auth;

import io.signalbox.protocol.message.ErrorUri;
import java.util.List;
import java.util.Map;

/**
 * Authentication method {@code jwt}: the client sends a JSON Web Token of an issuer that the router trusts. On the wire the
 * method is {@code ticket}, whose ticket is the token (spec: Ticket-based Authentication), or {@code jwt} with the same
 * messages. Thread-safe.
 */
public final class JwtAuth implements Authenticator {
    public static final String METHOD = "jwt";

    private final String name;
    private final JwtTokens tokens;
    private final int maxTokenBytes;
    private final KeyWork work;

    private JwtAuth(String name, JwtTokens tokens, int maxTokenBytes, KeyWork work) {
        this.name = name;
        this.tokens = tokens;
        this.maxTokenBytes = maxTokenBytes;
        this.work = work;
    }

    /**
     * Returns the method under each of its names.
     *
     * @param maxTokenBytes the maximum length of a token, which is ASCII
     * @param work executor of the verification of signatures
     */
    public static List<Authenticator> withEachName(JwtTokens tokens, int maxTokenBytes, KeyWork work) {
        return List.of(
                new JwtAuth(TicketAuth.METHOD, tokens, maxTokenBytes, work),
                new JwtAuth(METHOD, tokens, maxTokenBytes, work));
    }

    @Override
    public String method() {
        return name;
    }

    @Override
    public AuthStep begin(AuthRequest request) {
        return new AuthStep.Challenged(Map.of(), (token, extra) -> answer(request, token));
    }

    private AuthStep answer(AuthRequest request, String token) {
        if (token.length() > maxTokenBytes) {
            return new AuthStep.Rejected(
                    ErrorUri.AUTHENTICATION_DENIED, "the token is longer than " + maxTokenBytes + " bytes");
        }
        return work.run(() -> tokens.judge(request, name, token));
    }
}
