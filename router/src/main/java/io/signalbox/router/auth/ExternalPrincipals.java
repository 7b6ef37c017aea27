package io.signalbox.router.auth;

import io.signalbox.protocol.auth.CryptosignPublicKey;
import io.signalbox.protocol.auth.ScramDialect;
import io.signalbox.router.auth.WampcraSettings.WampcraUser;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Sources of principals, one for each method, that call an {@link ExternalAuthenticator}: at HELLO, and for the method
 * {@code ticket} at AUTHENTICATE, with the ticket. Thread-safe.
 */
public final class ExternalPrincipals {
    private final String provider;
    private final ExternalAuthenticator authenticator;
    private final Optional<String> defaultRole;
    private final KeyWork work;

    /**
     * @param provider {@code authprovider} of the identities
     * @param defaultRole the role for an answer that names none
     * @param work derives keys
     */
    public ExternalPrincipals(
            String provider, ExternalAuthenticator authenticator, Optional<String> defaultRole, KeyWork work) {
        this.provider = provider;
        this.authenticator = authenticator;
        this.defaultRole = defaultRole;
        this.work = work;
    }

    /** Returns the evaluation of tickets for {@link TicketAuth}. */
    public TicketAuth.Tickets tickets() {
        return (request, ticket) -> ask(
                request,
                TicketAuth.METHOD,
                Map.of("ticket", ticket),
                answer -> new AuthStep.Accepted(grant(request, answer).identity(TicketAuth.METHOD, provider)));
    }

    /** Returns the source for {@link WampcraAuth}. */
    public PrincipalSource<WampcraPrincipal> wampcra() {
        return new Source<>(WampcraAuth.METHOD) {
            @Override
            AuthStep evaluate(AuthRequest request, ExternalAnswer answer, Function<WampcraPrincipal, AuthStep> next) {
                Grant grant = grant(request, answer);
                WampcraUser user = answer.user();
                boolean derives = user.salt().isPresent() && !user.isDerived();
                return derives
                        ? work.run(() -> next.apply(new WampcraPrincipal(grant, user.key(), user.salting())))
                        : next.apply(new WampcraPrincipal(grant, user.key(), user.salting()));
            }
        };
    }

    /** Returns the source for {@link ScramAuth} with a dialect. */
    public PrincipalSource<ScramPrincipal> scram(ScramDialect dialect) {
        return new Source<>(dialect.method()) {
            @Override
            AuthStep evaluate(AuthRequest request, ExternalAnswer answer, Function<ScramPrincipal, AuthStep> next) {
                return next.apply(answer.scram(dialect).principal(grant(request, answer)));
            }
        };
    }

    /** Returns the source for {@link CryptosignAuth}. */
    public PrincipalSource<CryptosignPrincipal> cryptosign() {
        return new Source<>(CryptosignAuth.METHOD) {
            @Override
            AuthStep evaluate(
                    AuthRequest request, ExternalAnswer answer, Function<CryptosignPrincipal, AuthStep> next) {
                Set<CryptosignPublicKey> keys = answer.keys();
                Optional<String> shown = Optional.ofNullable(
                        request.hello().authextra().get("pubkey") instanceof String hex ? hex : null);
                Optional<String> only = keys.size() > 1
                        ? Optional.empty()
                        : Optional.of(keys.iterator().next().hex());
                // The key identifies a client without authid (spec: Client Authentication).
                Optional<String> authid =
                        request.hello().authid().or(() -> shown).or(() -> only);
                return next.apply(new CryptosignPrincipal(answer.grant(authid, defaultRole), keys));
            }
        };
    }

    /** Returns the source for {@link TlsAuth}. The certificate identifies a client for which nobody names an authid. */
    public PrincipalSource<Grant> tls() {
        return new Source<>(TlsAuth.METHOD) {
            @Override
            AuthStep evaluate(AuthRequest request, ExternalAnswer answer, Function<Grant, AuthStep> next) {
                Optional<String> authid = request.hello().authid().or(() -> ClientCertificate.of(request.peer())
                        .map(ClientCertificate::sha256));
                return next.apply(answer.grant(authid, defaultRole));
            }
        };
    }

    /**
     * Returns the method {@code anonymous}.
     *
     * @param random thread-safe source of the authids of clients for which the authenticator names none
     */
    public Authenticator anonymous(RandomGenerator random) {
        return new Authenticator() {
            @Override
            public String method() {
                return AnonymousAuth.METHOD;
            }

            /** Empty: an anonymous client claims no authid. With an authid per attempt, no attempt would be delayed. */
            @Override
            public String claim(AuthRequest request) {
                return "";
            }

            @Override
            public AuthStep begin(AuthRequest request) {
                return ask(
                        request,
                        AnonymousAuth.METHOD,
                        Map.of(),
                        answer -> new AuthStep.Accepted(
                                answer.grant(Optional.of(AnonymousAuth.authid(request, random)), defaultRole)
                                        .identity(AnonymousAuth.METHOD, provider)));
            }
        };
    }

    private Grant grant(AuthRequest request, ExternalAnswer answer) {
        return answer.grant(request.hello().authid(), defaultRole);
    }

    private AuthStep ask(
            AuthRequest request, String method, Map<String, Object> more, Function<ExternalAnswer, AuthStep> next) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("session", request.session());
        details.put("transport", PeerDetails.of(request.peer()));
        details.put("authmethod", method);
        details.put("authid", request.hello().authid().orElse(null));
        details.put("authrole", request.hello().authrole().orElse(null));
        details.put("authextra", request.hello().authextra());
        details.putAll(more);
        return new AuthStep.Pending(authenticator
                .authenticate(request.realm(), request.hello().authid(), details)
                .handle((answer, failure) ->
                        failure == null ? next.apply(ExternalAnswer.of(answer)) : refused(failure)));
    }

    /** Returns the refusal in a failure of the authenticator. Rethrows every other failure. */
    private static AuthStep refused(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof AuthenticationRefused refusal) {
            return new AuthStep.Rejected(refusal.reason(), refusal.getMessage());
        }
        throw new CompletionException(cause);
    }

    private abstract class Source<P> implements PrincipalSource<P> {
        private final String method;

        Source(String method) {
            this.method = method;
        }

        @Override
        public String provider() {
            return provider;
        }

        @Override
        public AuthStep find(AuthRequest request, Function<P, AuthStep> next) {
            return ask(request, method, Map.of(), answer -> evaluate(request, answer, next));
        }

        abstract AuthStep evaluate(AuthRequest request, ExternalAnswer answer, Function<P, AuthStep> next);
    }
}
