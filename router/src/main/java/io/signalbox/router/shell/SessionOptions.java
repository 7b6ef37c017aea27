package io.signalbox.router.shell;

import io.signalbox.client.Reconnect;
import io.signalbox.client.TlsOptions;
import io.signalbox.client.WampClient;
import io.signalbox.client.WampClientBuilder;
import io.signalbox.client.auth.Authentications;
import io.signalbox.protocol.message.WireFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** URL, realm and credentials of the session: from options, or else from the environment, or else from the profile. */
final class SessionOptions {
    private static final String DEFAULT_URL = "ws://127.0.0.1:8080/ws";
    private static final String DEFAULT_REALM = "realm1";

    @Option(
            names = {"-u", "--url"},
            paramLabel = "URL",
            description = {
                "The router: ws://, wss://, rs:// or rss:// with host and port, ws+unix:/folder/socket:/path or"
                        + " rs+unix:/folder/socket.",
                "Environment: ROUTER_URL. Default: " + DEFAULT_URL + "."
            })
    private String url;

    @Option(
            names = {"-r", "--realm"},
            paramLabel = "REALM",
            description = "The realm. Environment: ROUTER_REALM. Default: " + DEFAULT_REALM + ".")
    private String realm;

    @Option(
            names = "--profile",
            paramLabel = "FILE",
            description = "A JSON file with 'url', 'realm', 'serializer', 'auth' and 'tls', which only you may read."
                    + " Environment: ROUTER_PROFILE.")
    private Path profile;

    @Option(
            names = "--serializer",
            paramLabel = "NAME",
            description = "json, msgpack or cbor. Default: what the router accepts, in this order.")
    private String serializer;

    @Option(
            names = "--connect-timeout",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "Time to connect and to join the realm. Default: ${DEFAULT-VALUE}.")
    private double connectTimeout;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "PEM file with the authority of the router's certificate, instead of those of Java.")
    private List<Path> authorities = List.of();

    @Option(
            names = "--cert",
            paramLabel = "FILE",
            description = "PEM file with the certificate of the client; offers the method 'tls'. Needs --cert-key.")
    private Path certificate;

    @Option(names = "--cert-key", paramLabel = "FILE", description = "PEM file with the private key of --cert.")
    private Path certificateKey;

    @Mixin
    private CredentialOptions credentials;

    private final Map<String, String> environment;

    SessionOptions(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Returns a client that is not opened.
     *
     * @throws ShellMistake if an option, a variable or the profile has a mistake
     */
    WampClient client(Reconnect reconnect) throws ShellMistake {
        Profile chosen = profile();
        TlsOptions tls = tls(chosen);
        Authentications authentications = credentials.authentications(environment, chosen, certificate != null);
        Duration timeout = Seconds.of("--connect-timeout", connectTimeout);
        try {
            WampClientBuilder builder = WampClient.builder(
                    first(url, "ROUTER_URL", chosen.url(), DEFAULT_URL),
                    first(realm, "ROUTER_REALM", chosen.realm(), DEFAULT_REALM));
            return builder.agent("router-shell")
                    .serializers(serializers(chosen))
                    .authentications(authentications)
                    .tls(tls)
                    .reconnect(reconnect)
                    .connectTimeout(timeout)
                    .joinTimeout(timeout)
                    .build();
        } catch (IllegalArgumentException e) {
            throw new ShellMistake(e.getMessage());
        }
    }

    private Profile profile() throws ShellMistake {
        if (profile != null) {
            return Profile.read(profile);
        }
        String named = environment.getOrDefault("ROUTER_PROFILE", "");
        return named.isEmpty() ? Profile.NONE : Profile.read(Path.of(named));
    }

    private String first(String option, String variable, Optional<String> ofProfile, String otherwise) {
        if (option != null) {
            return option;
        }
        String set = environment.getOrDefault(variable, "");
        return set.isEmpty() ? ofProfile.orElse(otherwise) : set;
    }

    private WireFormat[] serializers(Profile chosen) throws ShellMistake {
        String name = serializer == null ? chosen.serializer().orElse(null) : serializer;
        if (name == null) {
            return WireFormat.values();
        }
        for (WireFormat format : WireFormat.values()) {
            if (format.wireName().equals(name)) {
                return new WireFormat[] {format};
            }
        }
        throw new ShellMistake("there is no serializer '" + ShownText.escaped(name) + "'; use json, msgpack or cbor");
    }

    private TlsOptions tls(Profile chosen) throws ShellMistake {
        if ((certificate == null) != (certificateKey == null)) {
            throw new ShellMistake("--cert and --cert-key belong together; add the other one");
        }
        TlsOptions tls = chosen.tls().orElse(TlsOptions.DEFAULTS);
        if (!authorities.isEmpty()) {
            tls = tls.withTrusted(authorities.toArray(Path[]::new));
        }
        return certificate == null ? tls : tls.withIdentity(certificateKey, certificate);
    }
}
