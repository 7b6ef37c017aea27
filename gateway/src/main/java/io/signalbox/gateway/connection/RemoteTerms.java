package io.signalbox.gateway.connection;

import io.signalbox.client.AttemptTurn;
import io.signalbox.client.ClientLimits;
import io.signalbox.client.ProxyOptions;
import io.signalbox.client.TlsOptions;
import io.signalbox.client.WampClient;
import io.signalbox.client.WampClientBuilder;
import io.signalbox.client.auth.AuthParser;
import io.signalbox.client.auth.InvalidAuth;
import io.signalbox.gateway.connection.ConnectionItem.BasicAuth;
import io.signalbox.gateway.connection.ConnectionItem.BufferOverflow;
import io.signalbox.gateway.outgoing.OutgoingSettings;
import io.signalbox.gateway.outgoing.OutgoingSettings.OutboxTerms;
import io.signalbox.gateway.outgoing.OutgoingSettings.Overflow;
import io.signalbox.gateway.outgoing.OutgoingTarget;
import io.signalbox.router.connecting.HttpProxyItem;
import io.signalbox.transport.connecting.ConnectRules;
import io.signalbox.transport.connecting.ConnectTurn;
import io.signalbox.transport.connecting.Endpoint;
import io.signalbox.transport.connecting.RouterUrl;
import io.signalbox.transport.connection.Timing;
import io.signalbox.transport.websocket.ClientHandshake;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/** Terms on which a connection is opened: the settings of its sockets, and its client of a WAMP router. Immutable and thread-safe. */
final class RemoteTerms {
    private static final int CLOSE_MILLIS = 2_000;
    private static final int PING_BYTES = 12;

    private final ConnectionItem item;
    private final ConnectRules rules;

    /** @param permitted the addresses that the connection may connect to */
    RemoteTerms(ConnectionItem item, ConnectPacing pacing, Predicate<InetAddress> permitted) {
        this.item = item;
        Endpoint.Tcp tcp = (Endpoint.Tcp) RouterUrl.parse(item.url()).endpoint();
        String target = tcp.host() + ":" + tcp.port();
        rules = new ConnectRules(() -> pacing.turn(target), permitted);
    }

    /** Returns the settings of a socket. */
    OutgoingSettings socket(int slot) {
        String name = "connection=" + item.id() + (item.poolSize() == 1 ? "" : " slot=" + slot);
        Overflow overflow = item.buffer().overflow() == BufferOverflow.REJECT ? Overflow.REJECT : Overflow.DROP_OLDEST;
        OutgoingTarget target = OutgoingTarget.of(
                        name,
                        item.url(),
                        item.tls(),
                        item.httpProxy().map(HttpProxyItem::proxy),
                        item.connectTimeoutMillis())
                .withRules(rules);
        return new OutgoingSettings(
                name,
                target.connect(),
                new ClientHandshake.Request(target.uri(), item.subprotocols(), headers()),
                item.reconnect().policy(),
                new Timing(
                        CLOSE_MILLIS,
                        item.writeTimeoutMillis(),
                        item.ping().intervalMillis(),
                        item.ping().timeoutMillis(),
                        PING_BYTES),
                item.idleTimeoutMillis(),
                item.maxMessageSizeBytes(),
                new OutboxTerms(item.buffer().maxBytes(), overflow, false));
    }

    private HttpFields headers() {
        HttpFields.Mutable headers = HttpFields.build();
        item.headers().forEach((name, value) -> headers.add(new HttpField(name, value)));
        item.basicAuth().ifPresent(auth -> headers.put(HttpHeader.AUTHORIZATION, basic(auth)));
        return headers;
    }

    private static String basic(BasicAuth auth) {
        byte[] both = (auth.user() + ":" + auth.password()).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(both);
    }

    /** Returns a client of the WAMP router that is not opened. */
    WampClient client(SharedByConnections resources) {
        WampClientBuilder builder = WampClient.builder(
                        item.url(), item.remoteRealm().orElseThrow())
                .agent(resources.agent() + " connection=" + item.id())
                .resources(resources.clients())
                .reconnect(item.reconnect().rules())
                .connectTimeout(Duration.ofMillis(item.connectTimeoutMillis()))
                .writeTimeout(Duration.ofMillis(item.writeTimeoutMillis()))
                .ping(
                        Duration.ofMillis(item.ping().intervalMillis()),
                        Duration.ofMillis(item.ping().timeoutMillis()))
                .limits(ClientLimits.DEFAULTS
                        .withMaxMessageBytes(item.maxMessageSizeBytes())
                        .withMaxUnsentBytes(item.buffer().maxBytes())
                        .withMaxQueuedBytes(item.hookQueue().maxBytes()))
                .attemptTurns(() -> {
                    ConnectTurn turn = rules.turns().get();
                    return new AttemptTurn(turn.delayMillis(), turn.giveBack());
                })
                .permittedAddresses(rules.permitted());
        item.tls()
                .ifPresent(tls -> builder.tls(new TlsOptions(
                        tls.hostname(),
                        tls.caCertificates(),
                        tls.key(),
                        tls.certificate(),
                        tls.chainCertificates(),
                        tls.keyPassword())));
        item.httpProxy()
                .ifPresent(proxy -> builder.proxy(new ProxyOptions(
                        proxy.host(),
                        proxy.port(),
                        proxy.user(),
                        proxy.password().orElse(""))));
        try {
            // The check has made the names of files absolute.
            return builder.authentications(AuthParser.parse(item.auth().orElse(null), Path.of("/")))
                    .build();
        } catch (InvalidAuth e) {
            throw new IllegalStateException("connection=" + item.id() + " auth: " + e.getMessage(), e);
        }
    }
}
