package io.signalbox.router.cookie;

import io.signalbox.router.auth.AnonymousAuth;
import io.signalbox.router.auth.AuthRequest;
import io.signalbox.router.auth.AuthStep;
import io.signalbox.router.auth.Authenticator;
import io.signalbox.router.auth.Identity;
import io.signalbox.router.auth.TlsAuth;
import io.signalbox.router.session.Timers;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;

/**
 * Authentication methods of a path whose clients have cookies: the method {@code cookie}, and the methods by which clients
 * log in. Thread-safe.
 */
public final class CookieMethods {
    public static final String METHOD = "cookie";

    /**
     * Methods whose clients do not log in. A browser shows its certificate at each connection, and a cookie would outlive
     * the certificate.
     */
    private static final Set<String> NOT_REMEMBERED = Set.of(AnonymousAuth.METHOD, TlsAuth.METHOD, METHOD);

    /**
     * Longest wait of a client for a slow disk; the login is written later. Shorter than the shortest {@code
     * authenticator_timeout}.
     */
    private static final long MAX_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(900);

    private static final AuthStep OVER =
            new AuthStep.Rejected("wamp.error.authentication_denied", "the login of the cookie is over");

    private final BiPredicate<String, String> hasRole;
    private final Timers timers;

    /** @param hasRole whether a realm exists and has a role */
    public CookieMethods(BiPredicate<String, String> hasRole, Timers timers) {
        this.hasRole = hasRole;
        this.timers = timers;
    }

    /** Returns whether clients can log in by one of these methods, so that they are more than anonymous. */
    public static boolean haveLogin(Collection<String> methods) {
        return methods.stream().anyMatch(name -> !NOT_REMEMBERED.contains(name));
    }

    /**
     * Returns the method {@code cookie}: a client whose cookie stands for a login joins without a challenge, in the realm
     * and with the identity of the login. A client without such a cookie is left to its next method.
     */
    public Authenticator cookie() {
        return new Authenticator() {
            @Override
            public String method() {
                return METHOD;
            }

            @Override
            public boolean applies(AuthRequest request) {
                return login(request).isPresent();
            }

            @Override
            public AuthStep begin(AuthRequest request) {
                return login(request)
                        .<AuthStep>map(login -> new AuthStep.Accepted(
                                login.identity(), client(request).resumedSession()))
                        .orElse(OVER);
            }
        };
    }

    private Optional<StoredLogin> login(AuthRequest request) {
        return client(request).login().filter(login -> hasRole.test(login.realm(), login.authrole()));
    }

    /** The listener recognizes each client. */
    private static ConnectionCookie client(AuthRequest request) {
        return (ConnectionCookie) request.peer().client().orElseThrow();
    }

    /** Returns a method that lets the cookie of a client stand for its login, or the method itself for certificates. */
    public Authenticator remembering(Authenticator method) {
        return method.method().equals(TlsAuth.METHOD) ? method : new Remembering(method);
    }

    private final class Remembering implements Authenticator {
        private final Authenticator method;

        Remembering(Authenticator method) {
            this.method = method;
        }

        @Override
        public String method() {
            return method.method();
        }

        @Override
        public boolean applies(AuthRequest request) {
            return method.applies(request);
        }

        @Override
        public String claim(AuthRequest request) {
            return method.claim(request);
        }

        @Override
        public AuthStep begin(AuthRequest request) {
            return method.begin(request)
                    .withOutcome(outcome -> outcome instanceof AuthStep.Accepted accepted
                            ? remember(request, accepted.identity())
                            : outcome);
        }

        private AuthStep remember(AuthRequest request, Identity identity) {
            ConnectionCookie client = client(request);
            Optional<String> realm = identity.realm().or(request::realm);
            if (realm.isEmpty() || !hasRole.test(realm.get(), identity.authrole())) {
                // The realm or the role does not exist: SessionHandshake refuses the client.
                return new AuthStep.Accepted(identity);
            }
            if (method().equals(AnonymousAuth.METHOD)) {
                client.track();
                return new AuthStep.Accepted(identity, client.session());
            }
            CompletableFuture<Void> kept = client.keep(StoredLogin.of(identity, realm.get()));
            AuthStep accepted = new AuthStep.Accepted(identity, client.session());
            return kept.isDone() ? accepted : new AuthStep.Pending(soon(kept, accepted));
        }

        private CompletableFuture<AuthStep> soon(CompletableFuture<Void> kept, AuthStep accepted) {
            CompletableFuture<AuthStep> answer = new CompletableFuture<>();
            Timers.Timeout deadline = timers.after(MAX_WAIT_NANOS, () -> answer.complete(accepted));
            kept.thenRun(() -> {
                deadline.cancel();
                answer.complete(accepted);
            });
            return answer;
        }
    }
}
