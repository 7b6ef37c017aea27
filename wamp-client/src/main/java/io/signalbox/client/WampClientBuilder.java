package io.signalbox.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.signalbox.client.auth.Authentication;
import io.signalbox.client.auth.Authentications;
import io.signalbox.client.value.PayloadMapper;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.connecting.ConnectRules;
import io.signalbox.transport.connecting.ConnectTurn;
import io.signalbox.transport.connecting.RouterUrl;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Builder of a {@link WampClient}. Confined to one thread.
 *
 * <pre>{@code
 * try (WampClient example = WampClient.builder("ws://127.0.0.1:8080/ws", "realm1")
 *         .serializers(WireFormat.CBOR)
 *         .authentication(Authentication.ticket("joe", "secret"))
 *         .build()) {
 *     example.connect();
 * }
 * }</pre>
 */
public final class WampClientBuilder {
    private static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration DEFAULT_JOIN_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration DEFAULT_CLOSE_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration DEFAULT_WRITE_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration DEFAULT_PING_INTERVAL = Duration.ofSeconds(20);
    private static final Duration DEFAULT_PING_TIMEOUT = Duration.ofSeconds(10);

    /** One of them is present. */
    private final Optional<RouterUrl> url;

    private final Optional<ConnectorFactory> connectors;
    private final String realm;
    private Authentications authentications = Authentications.ANONYMOUS;
    private Optional<String> authrole = Optional.empty();
    private String agent = "signalbox-client";
    private List<WireFormat> serializers = List.of(WireFormat.MSGPACK, WireFormat.CBOR, WireFormat.JSON);
    private TlsOptions tls = TlsOptions.DEFAULTS;
    private Optional<ProxyOptions> proxy = Optional.empty();
    private Reconnect reconnect = Reconnect.NEVER;
    private GiveUp giveUp = GiveUp.NEVER;
    private ClientLimits limits = ClientLimits.DEFAULTS;
    private PayloadMapper mapper = new PayloadMapper();
    private Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;
    private Duration joinTimeout = DEFAULT_JOIN_TIMEOUT;
    private Duration closeTimeout = DEFAULT_CLOSE_TIMEOUT;
    private Duration writeTimeout = DEFAULT_WRITE_TIMEOUT;
    private Duration pingInterval = DEFAULT_PING_INTERVAL;
    private Duration pingTimeout = DEFAULT_PING_TIMEOUT;
    private Optional<ClientResources> shared = Optional.empty();
    private boolean logsMessages;
    private MessageReceiver receiver = MessageReceiver.NONE;
    private ConnectRules rules = ConnectRules.NONE;

    private WampClientBuilder(Optional<RouterUrl> url, Optional<ConnectorFactory> connectors, String realm) {
        this.url = url;
        this.connectors = connectors;
        this.realm = Objects.requireNonNull(realm, "realm");
    }

    static WampClientBuilder of(String url, String realm) {
        return new WampClientBuilder(Optional.of(RouterUrl.parse(url)), Optional.empty(), realm);
    }

    static WampClientBuilder of(ConnectorFactory connectors, String realm) {
        return new WampClientBuilder(Optional.empty(), Optional.of(connectors), realm);
    }

    /** Sets the credentials, in the order in which the methods are offered; {@code anonymous} unless they are set. */
    public WampClientBuilder authentication(Authentication... preferred) {
        authentications = Authentications.of(preferred);
        return this;
    }

    /** Sets the credentials. */
    public WampClientBuilder authentications(Authentications preferred) {
        authentications = preferred;
        return this;
    }

    /** Asks for a role; the router chooses it unless it is set. */
    public WampClientBuilder authrole(String role) {
        authrole = Optional.of(role);
        return this;
    }

    /** Sets the name of the program, which the router may write to its log. */
    public WampClientBuilder agent(String name) {
        agent = name;
        return this;
    }

    /** Sets the serializers in order of preference; MessagePack, CBOR and JSON unless they are set. */
    public WampClientBuilder serializers(WireFormat... preferred) {
        serializers = List.of(preferred);
        return this;
    }

    /** Sets the trusted authorities and the client certificate of {@code wss} and {@code rss}. */
    public WampClientBuilder tls(TlsOptions options) {
        tls = options;
        return this;
    }

    /** Sets the HTTP proxy through which the client connects. */
    public WampClientBuilder proxy(ProxyOptions options) {
        proxy = Optional.of(options);
        return this;
    }

    /** Sets the rules for opening lost connections again; never unless they are set. */
    public WampClientBuilder reconnect(Reconnect rules) {
        reconnect = rules;
        return this;
    }

    /** Sets the failures after which no attempt follows, whatever the rules for opening lost connections say. */
    public WampClientBuilder giveUp(GiveUp rule) {
        giveUp = rule;
        return this;
    }

    /** Sets the limits; {@link ClientLimits#DEFAULTS} unless they are set. */
    public WampClientBuilder limits(ClientLimits chosen) {
        limits = chosen;
        return this;
    }

    /** Sets the mapper of Jackson for records and other classes, in the place of the mapper of {@link PayloadMapper}. */
    public WampClientBuilder objectMapper(ObjectMapper jackson) {
        mapper = new PayloadMapper(jackson);
        return this;
    }

    /** Sets the time of an attempt to connect, from the lookup of the host to the end of the handshakes; 10 s unless it is set. */
    public WampClientBuilder connectTimeout(Duration timeout) {
        connectTimeout = atLeastOneMilli("connectTimeout", timeout);
        return this;
    }

    /**
     * Sets the time from the open connection to the joined session, whose subscriptions and registrations have been requested again; 30 s
     * unless it is set.
     */
    public WampClientBuilder joinTimeout(Duration timeout) {
        joinTimeout = atLeastOneMilli("joinTimeout", timeout);
        return this;
    }

    /** Sets the time that the router has to answer GOODBYE when the client is closed; 2 s unless it is set. */
    public WampClientBuilder closeTimeout(Duration timeout) {
        closeTimeout = atLeastOneMilli("closeTimeout", timeout);
        return this;
    }

    /**
     * Sets the time for which the router may take nothing of what is being written to it, before the connection is lost; 30 s unless it
     * is set. Zero is any time.
     */
    public WampClientBuilder writeTimeout(Duration timeout) {
        writeTimeout = timeout;
        return this;
    }

    /**
     * Sets the search for lost connections; 20 s and 10 s unless it is set.
     *
     * @param interval the time without traffic of the router after which the client sends PING; zero sends no PING
     * @param timeout the time after PING after which the connection is lost
     */
    public WampClientBuilder ping(Duration interval, Duration timeout) {
        pingInterval = interval;
        pingTimeout = timeout;
        return this;
    }

    /** Sets resources that the client shares with other clients. They are closed by their owner. */
    public WampClientBuilder resources(ClientResources resources) {
        shared = Optional.of(resources);
        return this;
    }

    /**
     * Delays each attempt to connect, so that many clients of one router connect at a rate that the router can bear. Without effect
     * on connections that are not opened by URL.
     *
     * @param turns returns the turn of the next attempt; is called on any thread
     */
    public WampClientBuilder attemptTurns(Supplier<AttemptTurn> turns) {
        Supplier<ConnectTurn> ofTransport = () -> {
            AttemptTurn turn = turns.get();
            return new ConnectTurn(turn.delayMillis(), turn.giveBack());
        };
        rules = new ConnectRules(ofTransport, rules.permitted());
        return this;
    }

    /**
     * Limits the addresses of the host to which the client connects. Checked for each attempt, behind the lookup of the host. Without
     * effect on connections through a proxy.
     *
     * @param permitted is called on any thread
     */
    public WampClientBuilder permittedAddresses(Predicate<InetAddress> permitted) {
        rules = new ConnectRules(rules.turns(), permitted);
        return this;
    }

    /** Writes all messages to the log, with credentials left out. */
    public WampClientBuilder logMessages() {
        logsMessages = true;
        return this;
    }

    /** Sets the receiver of messages that the client does not handle. */
    public WampClientBuilder receiver(MessageReceiver messages) {
        receiver = messages;
        return this;
    }

    private static Duration atLeastOneMilli(String name, Duration duration) {
        if (duration.toMillis() < 1) {
            throw new IllegalArgumentException(name + " is " + duration + ", not 1 ms or more");
        }
        return duration;
    }

    /**
     * Returns a client that is not opened. The code of the user, such as handlers, runs with the context class loader of the calling
     * thread.
     *
     * @throws IllegalArgumentException if two settings contradict each other; the message has the remedy
     */
    public WampClient build() {
        ClientSettings settings = new ClientSettings(
                realm,
                authentications,
                authrole,
                agent,
                reconnect,
                giveUp,
                limits,
                joinTimeout,
                closeTimeout,
                receiver);
        ClientResources resources = shared.orElseGet(ClientResources::create);
        Executor executor = userThreads(Thread.currentThread().getContextClassLoader());
        SecureRandom random = new SecureRandom();
        CurrentSession current = new CurrentSession();
        ClientContext context = new ClientContext(
                limits,
                mapper,
                executor,
                resources.timer(),
                new RetryDelays(reconnect.policy(), random, resources.timer()),
                current);
        Subscriptions subscriptions = new Subscriptions(context);
        Registrations registrations = new Registrations(context);
        ClientListeners listeners = ClientListeners.on(executor);
        ClientLifecycle lifecycle = new ClientLifecycle(
                settings,
                context,
                subscriptions,
                registrations,
                listeners,
                connectors.orElseGet(() -> byUrl(resources)),
                random,
                shared.isPresent() ? () -> {} : resources::close);
        return new WampClient(
                lifecycle, new WampSession(current, subscriptions, registrations, listeners, executor), listeners);
    }

    /** The threads that start these threads belong to transports and routers, and have other loaders. */
    private static Executor userThreads(ClassLoader loader) {
        return task -> {
            Thread thread = Thread.ofVirtual().name("wamp-client-user").unstarted(task);
            thread.setContextClassLoader(loader);
            thread.start();
        };
    }

    private ConnectorFactory byUrl(ClientResources resources) {
        TransportOptions options = new TransportOptions(
                url.orElseThrow(),
                serializers,
                tls,
                proxy,
                limits,
                connectTimeout,
                closeTimeout,
                writeTimeout,
                pingInterval,
                pingTimeout,
                logsMessages,
                rules);
        return acceptor -> resources.transport(options.settings(), acceptor);
    }
}
