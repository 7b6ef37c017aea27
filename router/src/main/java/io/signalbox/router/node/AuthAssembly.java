package io.signalbox.router.node;

import io.signalbox.protocol.auth.CryptosignKey;
import io.signalbox.protocol.auth.ScramDialect;
import io.signalbox.router.auth.AnonymousAuth;
import io.signalbox.router.auth.AnonymousSettings.StaticAnonymousSettings;
import io.signalbox.router.auth.AuthLimits;
import io.signalbox.router.auth.AuthMethods;
import io.signalbox.router.auth.AuthSettings;
import io.signalbox.router.auth.Authenticator;
import io.signalbox.router.auth.AuthenticatorProvider;
import io.signalbox.router.auth.AuthenticatorProviders;
import io.signalbox.router.auth.CryptosignAuth;
import io.signalbox.router.auth.CryptosignSettings.CryptosignPrincipals;
import io.signalbox.router.auth.CryptosignSettings.StaticCryptosignSettings;
import io.signalbox.router.auth.DecoySecret;
import io.signalbox.router.auth.DelayedAuth;
import io.signalbox.router.auth.DynamicMethodSettings;
import io.signalbox.router.auth.ExternalAuthenticator;
import io.signalbox.router.auth.ExternalPrincipals;
import io.signalbox.router.auth.FailedAttempts;
import io.signalbox.router.auth.Identity;
import io.signalbox.router.auth.JwtAuth;
import io.signalbox.router.auth.JwtKeys;
import io.signalbox.router.auth.JwtSettings.StaticJwtSettings;
import io.signalbox.router.auth.JwtTokens;
import io.signalbox.router.auth.KeyWork;
import io.signalbox.router.auth.MethodSettings;
import io.signalbox.router.auth.NodeKeyFile;
import io.signalbox.router.auth.PrincipalSource;
import io.signalbox.router.auth.ProcedureAuthenticator;
import io.signalbox.router.auth.ProvidedAuthenticator;
import io.signalbox.router.auth.ProviderMethodSettings;
import io.signalbox.router.auth.RequestAuthSettings;
import io.signalbox.router.auth.ScramAuth;
import io.signalbox.router.auth.ScramPrincipal;
import io.signalbox.router.auth.ScramSettings.ScramPrincipals;
import io.signalbox.router.auth.ScramSettings.StaticScramSettings;
import io.signalbox.router.auth.StaticCertificates;
import io.signalbox.router.auth.StaticCryptosignKeys;
import io.signalbox.router.auth.StaticScramPrincipals;
import io.signalbox.router.auth.StaticTickets;
import io.signalbox.router.auth.StaticWampcraUsers;
import io.signalbox.router.auth.TicketAuth;
import io.signalbox.router.auth.TicketSettings.StaticTicketSettings;
import io.signalbox.router.auth.TicketSettings.TicketPrincipals;
import io.signalbox.router.auth.TlsAuth;
import io.signalbox.router.auth.TlsAuthSettings.CertificatePrincipals;
import io.signalbox.router.auth.TlsAuthSettings.StaticTlsAuthSettings;
import io.signalbox.router.auth.WampcraAuth;
import io.signalbox.router.auth.WampcraSettings.StaticWampcraSettings;
import io.signalbox.router.auth.WampcraSettings.WampcraUsers;
import io.signalbox.router.config.CheckedConfig;
import io.signalbox.router.config.JwtCheck;
import io.signalbox.router.config.PrincipalFiles;
import io.signalbox.router.cookie.CookieMethods;
import io.signalbox.router.meta.CounterGroups;
import io.signalbox.router.session.Timers;
import io.signalbox.transport.tls.ChangedFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Factory of the authentication methods of listeners. */
final class AuthAssembly {
    /** Key of SCRAM in the configuration, whatever the dialect of a client. */
    private static final String SCRAM = "scram";

    private final Map<String, String> environment;
    private final Timers timers;
    private final FailedAttempts attempts;
    private final KeyWork work;
    private final int maxWaiting;
    private final Path nodeKey;
    private final SecureRandom random = new SecureRandom();

    /** One for all listeners: a salt that differs between them would reveal a decoy. */
    private final DecoySecret decoysWithoutKey = DecoySecret.random(random);

    private final List<PrincipalsWatch<?>> watches = new ArrayList<>();

    /**
     * @param environment values of {@code ${NAME}} in files of principals, by name
     * @param nodeKey file with the private key of the node, which may not exist
     */
    AuthAssembly(Map<String, String> environment, Timers timers, AuthLimits limits, Path nodeKey) {
        this.environment = environment;
        this.nodeKey = nodeKey;
        this.timers = timers;
        attempts = new FailedAttempts(limits, timers::nanoTime);
        maxWaiting = limits.maxWaiting();
        work = KeyWork.ofProcessors(maxWaiting);
    }

    /**
     * Returns the methods of a listener. Derives the keys of salted users, which may take seconds.
     *
     * @param cookies the methods of clients with cookies; empty for a listener without cookies
     * @param procedures returns the authenticator of a method whose identities come from a procedure
     */
    AuthMethods assemble(
            String listener,
            AuthSettings settings,
            Optional<CookieMethods> cookies,
            Function<DynamicMethodSettings, ExternalAuthenticator> procedures) {
        Map<String, MethodSettings> all = new LinkedHashMap<>();
        settings.anonymous().ifPresent(anonymous -> all.put(AnonymousAuth.METHOD, anonymous));
        settings.tls().ifPresent(tls -> all.put(TlsAuth.METHOD, tls));
        settings.jwt().ifPresent(jwt -> all.put(JwtAuth.METHOD, jwt));
        settings.ticket().ifPresent(ticket -> all.put(TicketAuth.METHOD, ticket));
        settings.wampcra().ifPresent(wampcra -> all.put(WampcraAuth.METHOD, wampcra));
        settings.scram().ifPresent(scram -> all.put(SCRAM, scram));
        settings.cryptosign().ifPresent(cryptosign -> all.put(CryptosignAuth.METHOD, cryptosign));
        return assemble(
                listener, all, (key, name) -> true, cookies, settings.cookie().isPresent(), procedures);
    }

    /** Returns the methods for the HTTP requests of an item, as {@link #assemble} does. A method has the name of its key only. */
    AuthMethods assembleForRequests(
            String item,
            RequestAuthSettings settings,
            Optional<CookieMethods> cookies,
            Function<DynamicMethodSettings, ExternalAuthenticator> procedures) {
        Map<String, MethodSettings> all = new LinkedHashMap<>();
        settings.anonymous().ifPresent(anonymous -> all.put(AnonymousAuth.METHOD, anonymous));
        settings.tls().ifPresent(tls -> all.put(TlsAuth.METHOD, tls));
        settings.jwt().ifPresent(jwt -> all.put(JwtAuth.METHOD, jwt));
        settings.ticket().ifPresent(ticket -> all.put(TicketAuth.METHOD, ticket));
        return assemble(item, all, String::equals, cookies, settings.cookie().isPresent(), procedures);
    }

    /** @param isOffered whether a method of a key has a name */
    private AuthMethods assemble(
            String listener,
            Map<String, MethodSettings> all,
            BiPredicate<String, String> isOffered,
            Optional<CookieMethods> cookies,
            boolean hasCookieMethod,
            Function<DynamicMethodSettings, ExternalAuthenticator> procedures) {
        List<Authenticator> methods = new ArrayList<>();
        all.forEach((name, one) -> {
            // Ways to prove the same credential count together.
            long number = attempts.newMethod();
            for (Authenticator method : methods(listener, name, one, procedures)) {
                if (isOffered.test(name, method.method())) {
                    methods.add(isGuessable(one) ? new DelayedAuth(method, attempts, number) : method);
                }
            }
        });
        cookies.ifPresent(of -> {
            methods.replaceAll(of::remembering);
            if (hasCookieMethod) {
                methods.add(of.cookie());
            }
        });
        return new AuthMethods(methods);
    }

    /** Returns whether a client can try credentials, in messages of its own. */
    private static boolean isGuessable(MethodSettings settings) {
        return !(settings instanceof StaticAnonymousSettings
                || settings instanceof StaticTlsAuthSettings
                || settings instanceof StaticJwtSettings);
    }

    /** Adds the counters of all methods. */
    void addTo(CounterGroups counters) {
        counters.add(
                "authentication",
                () -> Map.of(
                        "attemptsDelayed", attempts.delayed(),
                        "attemptsRefused", attempts.refused(),
                        "attemptsForgotten", attempts.forgotten(),
                        "attemptsRemembered", (long) attempts.size(),
                        "keyWorkRefused", work.refused()));
        watches.forEach(watch -> counters.add(
                "principals",
                watch.listener() + "/" + watch.method(),
                () -> Map.of("reloads", watch.reloads(), "reloadsFailed", watch.failures())));
    }

    /** Returns the watches of the files of principals that the methods use. */
    List<PrincipalsWatch<?>> watches() {
        return List.copyOf(watches);
    }

    /** Returns the methods of an item of {@code auth}: one, or one for each name on the wire. */
    private List<Authenticator> methods(
            String listener,
            String name,
            MethodSettings settings,
            Function<DynamicMethodSettings, ExternalAuthenticator> procedures) {
        return switch (settings) {
            case StaticAnonymousSettings anonymous -> List.of(anonymous(anonymous));
            case StaticTicketSettings ticket -> List.of(ticket(listener, ticket));
            case StaticWampcraSettings wampcra -> List.of(wampcra(listener, wampcra));
            case StaticScramSettings scram -> scram(listener, scram);
            case StaticCryptosignSettings cryptosign -> List.of(cryptosign(listener, cryptosign));
            case StaticTlsAuthSettings tls -> List.of(tls(listener, tls));
            case StaticJwtSettings jwt -> jwt(listener, jwt);
            case DynamicMethodSettings dynamic -> dynamic(name, dynamic, procedures.apply(dynamic));
            case ProviderMethodSettings provider -> provided(listener, name, provider);
        };
    }

    private Authenticator anonymous(StaticAnonymousSettings config) {
        return config.authid()
                .<Authenticator>map(authid -> new FixedAuthid(
                        AnonymousAuth.METHOD,
                        new Identity(authid, config.role(), AnonymousAuth.METHOD, AnonymousAuth.PROVIDER)))
                .orElseGet(() -> new AnonymousAuth(config.role(), random));
    }

    private Authenticator ticket(String listener, StaticTicketSettings config) {
        TicketPrincipals inline = config.principals();
        PrincipalsFile<TicketPrincipals> file = new PrincipalsFile<>(
                listener, TicketAuth.METHOD, inline.file(), config.defaultRole(), TicketPrincipals.class);
        StaticTickets tickets = new StaticTickets(file.contentOr(inline), config.defaultRole());
        file.watch(tickets::replace);
        return new TicketAuth(tickets);
    }

    private Authenticator wampcra(String listener, StaticWampcraSettings config) {
        WampcraUsers inline = config.users();
        PrincipalsFile<WampcraUsers> file = new PrincipalsFile<>(
                listener, WampcraAuth.METHOD, inline.file(), config.defaultRole(), WampcraUsers.class);
        StaticWampcraUsers users = new StaticWampcraUsers(file.contentOr(inline), config.defaultRole(), decoySecret());
        file.watch(users::replace);
        return new WampcraAuth(users, random, Clock.systemUTC());
    }

    private List<Authenticator> scram(String listener, StaticScramSettings config) {
        ScramPrincipals inline = config.principals();
        PrincipalsFile<ScramPrincipals> file =
                new PrincipalsFile<>(listener, SCRAM, inline.file(), config.defaultRole(), ScramPrincipals.class);
        StaticScramPrincipals principals =
                new StaticScramPrincipals(file.contentOr(inline), config.defaultRole(), decoySecret());
        file.watch(principals::replace);
        return scram(principals::of);
    }

    private List<Authenticator> scram(Function<ScramDialect, PrincipalSource<ScramPrincipal>> sources) {
        return Stream.of(ScramDialect.values())
                .<Authenticator>map(dialect -> new ScramAuth(dialect, sources.apply(dialect), random))
                .toList();
    }

    private Authenticator cryptosign(String listener, StaticCryptosignSettings config) {
        CryptosignPrincipals inline = config.principals();
        PrincipalsFile<CryptosignPrincipals> file = new PrincipalsFile<>(
                listener, CryptosignAuth.METHOD, inline.file(), config.defaultRole(), CryptosignPrincipals.class);
        StaticCryptosignKeys keys = new StaticCryptosignKeys(file.contentOr(inline), config.defaultRole());
        file.watch(keys::replace);
        return new CryptosignAuth(keys, nodeKey(), random, work);
    }

    private Authenticator tls(String listener, StaticTlsAuthSettings config) {
        CertificatePrincipals inline = config.principals();
        PrincipalsFile<CertificatePrincipals> file = new PrincipalsFile<>(
                listener, TlsAuth.METHOD, inline.file(), config.defaultRole(), CertificatePrincipals.class);
        StaticCertificates certificates = new StaticCertificates(file.contentOr(inline), config.defaultRole());
        file.watch(certificates::replace);
        return new TlsAuth(certificates, Clock.systemUTC());
    }

    private List<Authenticator> jwt(String listener, StaticJwtSettings config) {
        Optional<ChangedFiles> changes = config.keys().map(file -> new ChangedFiles(List.of(file)));
        JwtTokens tokens;
        try {
            JwtKeys keys = JwtKeys.read(config.algorithms(), config.keys(), config.secret());
            tokens = new JwtTokens(config, keys, timers::epochMillis);
        } catch (IOException e) {
            // The check has read the same file a moment ago.
            throw new UncheckedIOException(
                    "the file " + config.keys().orElseThrow() + " has changed and cannot be used", e);
        }
        changes.ifPresent(all -> {
            Path file = config.keys().orElseThrow();
            watches.add(new PrincipalsWatch<>(
                    listener,
                    JwtAuth.METHOD,
                    file,
                    all,
                    () -> JwtCheck.load(config.algorithms(), file, config.secret()),
                    tokens::replace));
        });
        return JwtAuth.withEachName(tokens, config.maxTokenSizeBytes(), work);
    }

    private List<Authenticator> dynamic(String method, DynamicMethodSettings config, ExternalAuthenticator procedure) {
        return external(
                method, new ExternalPrincipals(ProcedureAuthenticator.PROVIDER, procedure, config.defaultRole(), work));
    }

    private List<Authenticator> provided(String listener, String method, ProviderMethodSettings config) {
        AuthenticatorProvider provider = AuthenticatorProviders.find().byName().get(config.provider());
        if (provider == null) {
            throw new IllegalStateException("a check refuses unknown providers");
        }
        ExternalAuthenticator authenticator =
                ExternalAuthenticator.of(created(listener, method, config, provider), maxWaiting);
        return external(method, new ExternalPrincipals(config.provider(), authenticator, config.defaultRole(), work));
    }

    private static ProvidedAuthenticator created(
            String listener, String method, ProviderMethodSettings config, AuthenticatorProvider provider) {
        try {
            return Objects.requireNonNull(provider.create(method, config.config()), "it creates no authenticator");
        } catch (RuntimeException | LinkageError e) {
            String text = "transport '" + listener + "': the provider '" + config.provider() + "' refuses the method '"
                    + method + "' with this 'config': " + e;
            throw new UncheckedIOException(text, new IOException(text, e));
        }
    }

    private List<Authenticator> external(String method, ExternalPrincipals principals) {
        return switch (method) {
            case AnonymousAuth.METHOD -> List.of(principals.anonymous(random));
            case TicketAuth.METHOD -> List.of(new TicketAuth(principals.tickets()));
            case WampcraAuth.METHOD -> List.of(new WampcraAuth(principals.wampcra(), random, Clock.systemUTC()));
            case SCRAM -> scram(principals::scram);
            case CryptosignAuth.METHOD -> List.of(new CryptosignAuth(principals.cryptosign(), nodeKey(), random, work));
            case TlsAuth.METHOD -> List.of(new TlsAuth(principals.tls(), Clock.systemUTC()));
            default -> throw new IllegalArgumentException(method);
        };
    }

    private DecoySecret decoySecret() {
        return nodeKey().map(DecoySecret::of).orElse(decoysWithoutKey);
    }

    private Optional<CryptosignKey> nodeKey() {
        try {
            return NodeKeyFile.read(nodeKey);
        } catch (IOException e) {
            // The check has read the same file a moment ago.
            throw new UncheckedIOException("the key of the node, " + nodeKey + ", cannot be used", e);
        }
    }

    /** File of the principals of a method, if the method has one. */
    private final class PrincipalsFile<T extends Record> {
        private final String listener;
        private final String method;
        private final Optional<Path> file;
        private final Supplier<CheckedConfig<T>> reader;

        /** Older than the first reading, so that no change is overlooked. */
        private final Optional<ChangedFiles> changes;

        PrincipalsFile(
                String listener, String method, Optional<Path> file, Optional<String> defaultRole, Class<T> type) {
            this.listener = listener;
            this.method = method;
            this.file = file;
            changes = file.map(path -> new ChangedFiles(List.of(path)));
            reader = () -> PrincipalFiles.load(file.orElseThrow(), environment, method, defaultRole.isPresent(), type);
        }

        T contentOr(T inline) {
            if (file.isEmpty()) {
                return inline;
            }
            // The check has read the same file a moment ago.
            return reader.get().config().orElseThrow(() -> {
                String text = "the file " + file.get() + " has changed and cannot be used - run 'router check'";
                return new UncheckedIOException(text, new IOException(text));
            });
        }

        void watch(Consumer<T> user) {
            changes.ifPresent(
                    all -> watches.add(new PrincipalsWatch<>(listener, method, file.orElseThrow(), all, reader, user)));
        }
    }
}
