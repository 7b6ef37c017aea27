package io.signalbox.router.shell;

import io.signalbox.client.auth.Authentication;
import io.signalbox.client.auth.AuthenticationFailure;
import io.signalbox.client.auth.Authentications;
import io.signalbox.client.auth.CryptosignAuthentication;
import io.signalbox.client.auth.Secret;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * Credentials of the session: from options that name files, or else from the environment, or else from the profile. No option has a
 * secret, because the list of processes shows all options.
 */
final class CredentialOptions {
    /** Environment variables with secrets, which no program of 'register' gets. */
    static final List<String> SECRET_VARIABLES =
            List.of("ROUTER_TICKET", "ROUTER_SECRET", "ROUTER_PASSWORD", "ROUTER_KEY", "ROUTER_TOKEN");

    @Option(names = "--authid", paramLabel = "ID", description = "The user to log in as. Environment: ROUTER_AUTHID.")
    private String authid;

    @Option(
            names = "--ticket-file",
            paramLabel = "FILE",
            description =
                    "Log in by 'ticket' with the ticket in this file. Environment: ROUTER_TICKET, the ticket itself.")
    private Path ticketFile;

    @Option(
            names = "--secret-file",
            paramLabel = "FILE",
            description = "Log in by 'wampcra' with the secret in this file. Environment: ROUTER_SECRET.")
    private Path secretFile;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "Log in by SCRAM with the password in this file. Environment: ROUTER_PASSWORD.")
    private Path passwordFile;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "Log in by 'cryptosign' with the private key in this file. Environment: ROUTER_KEY.")
    private Path keyFile;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Log in by 'jwt' with the token in this file. Environment: ROUTER_TOKEN.")
    private Path tokenFile;

    /** One of the places that have secrets. */
    private record Place(
            Optional<Secret> ticket,
            Optional<Secret> secret,
            Optional<Secret> password,
            Optional<Secret> token,
            Optional<CryptosignAuthentication> cryptosign) {}

    /** @throws ShellMistake if the credentials are not complete, or do not fit together */
    Authentications authentications(Map<String, String> environment, Profile profile, boolean hasCertificate)
            throws ShellMistake {
        String name = authid == null ? environment.getOrDefault("ROUTER_AUTHID", "") : authid;
        List<Authentication> methods = methods(ofOptions(), name);
        if (methods.isEmpty()) {
            methods = methods(ofEnvironment(environment), name);
        }
        if (methods.isEmpty() && profile.auth().isPresent()) {
            return profile.auth().get();
        }
        if (hasCertificate) {
            methods.addFirst(name.isEmpty() ? Authentication.tls() : Authentication.tls(name));
        }
        if (methods.isEmpty()) {
            if (!name.isEmpty()) {
                throw new ShellMistake(
                        "the authid '" + ShownText.escaped(name) + "' has no credentials; add --ticket-file,"
                                + " --secret-file, --password-file, --key-file or --token-file, or set the environment"
                                + " variable of one of them");
            }
            return Authentications.ANONYMOUS;
        }
        try {
            return Authentications.of(methods);
        } catch (IllegalArgumentException e) {
            throw new ShellMistake("the credentials do not fit together: " + e.getMessage());
        }
    }

    private Place ofOptions() throws ShellMistake {
        try {
            return new Place(
                    file(ticketFile),
                    file(secretFile),
                    file(passwordFile),
                    file(tokenFile),
                    keyFile == null ? Optional.empty() : Optional.of(Authentication.cryptosign(keyFile)));
        } catch (AuthenticationFailure e) {
            throw new ShellMistake(e.getMessage());
        }
    }

    private static Optional<Secret> file(Path file) {
        return Optional.ofNullable(file).map(Secret::ofFile);
    }

    private static Place ofEnvironment(Map<String, String> environment) throws ShellMistake {
        Optional<CryptosignAuthentication> cryptosign = Optional.empty();
        String key = environment.getOrDefault("ROUTER_KEY", "");
        if (!key.isEmpty()) {
            try {
                cryptosign = Optional.of(Authentication.cryptosign(key));
            } catch (IllegalArgumentException e) {
                throw new ShellMistake("ROUTER_KEY cannot be used: " + e.getMessage());
            }
        }
        return new Place(
                variable(environment, "ROUTER_TICKET"),
                variable(environment, "ROUTER_SECRET"),
                variable(environment, "ROUTER_PASSWORD"),
                variable(environment, "ROUTER_TOKEN"),
                cryptosign);
    }

    private static Optional<Secret> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name))
                .filter(value -> !value.isEmpty())
                .map(Secret::of);
    }

    /** Returns the methods of a place; those first that reveal least to a false router. */
    private static List<Authentication> methods(Place place, String authid) throws ShellMistake {
        List<Authentication> methods = new ArrayList<>();
        place.cryptosign().ifPresent(key -> methods.add(authid.isEmpty() ? key : key.authid(authid)));
        if (place.password().isPresent()) {
            try {
                methods.add(Authentication.scram(named(authid), place.password().get()));
            } catch (IllegalArgumentException e) {
                throw new ShellMistake(e.getMessage());
            }
        }
        if (place.secret().isPresent()) {
            methods.add(Authentication.wampcra(named(authid), place.secret().get()));
        }
        if (place.ticket().isPresent()) {
            methods.add(Authentication.ticket(named(authid), place.ticket().get()));
        }
        place.token()
                .ifPresent(token ->
                        methods.add(authid.isEmpty() ? Authentication.jwt(token) : Authentication.jwt(authid, token)));
        return methods;
    }

    private static String named(String authid) throws ShellMistake {
        if (authid.isEmpty()) {
            throw new ShellMistake("the login needs a user; add --authid, or set ROUTER_AUTHID");
        }
        return authid;
    }
}
