package io.signalbox.client.auth;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.protocol.auth.CryptosignKey;
import io.signalbox.protocol.auth.ScramDialect;
import io.signalbox.protocol.auth.TlsExporter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Parser of the map {@code auth} of connecting transports: one entry for each method, in order of preference. Each secret
 * may be in a file, whose key ends with {@code _file}. Confined to one thread.
 *
 * <pre>{@code
 * JsonNode auth = new ObjectMapper().readTree("{\"ticket\": {\"authid\": \"joe\", \"ticket\": \"secret\"}}");
 * try (WampClient joe = WampClient.builder("ws://localhost:8080/ws", "realm1")
 *         .authentications(AuthParser.parse(auth, Path.of("config")))
 *         .build()) {
 *     joe.connect();
 * }
 * }</pre>
 */
public final class AuthParser {
    private static final Map<String, Method> METHODS = methods();

    private final Path directory;
    private final List<InvalidAuth.Mistake> mistakes = new ArrayList<>();

    /**
     * Method of the map.
     *
     * @param keys all keys of the entry
     * @param parse returns the credentials, or null after a mistake
     */
    private record Method(List<String> keys, Function<Entry, Authentication> parse) {}

    private AuthParser(Path directory) {
        this.directory = directory;
    }

    private static Map<String, Method> methods() {
        Map<String, Method> methods = new LinkedHashMap<>();
        methods.put("anonymous", new Method(List.of(), entry -> Authentication.anonymous()));
        methods.put("ticket", new Method(List.of("authid", "ticket", "ticket_file"), Entry::ticket));
        methods.put("wampcra", new Method(List.of("authid", "secret", "secret_file"), Entry::wampcra));
        methods.put(
                "scram",
                new Method(List.of("authid", "password", "password_file", "dialect", "channel_binding"), Entry::scram));
        methods.put(
                "cryptosign",
                new Method(
                        List.of("authid", "key", "key_file", "pubkey", "channel_binding", "router_pubkey"),
                        Entry::cryptosign));
        methods.put("jwt", new Method(List.of("authid", "token", "token_file"), Entry::jwt));
        methods.put("tls", new Method(List.of("authid"), Entry::tls));
        methods.put("cookie", new Method(List.of(), entry -> Authentication.cookie()));
        return methods;
    }

    /**
     * Parses a map.
     *
     * @param auth the map; null, a missing node or a null node stands for {@code anonymous}
     * @param directory the directory of relative names of files
     * @throws InvalidAuth if the map has mistakes, all of which the exception names. A file of a secret that cannot be
     *     read is a mistake
     */
    public static Authentications parse(JsonNode auth, Path directory) throws InvalidAuth {
        if (auth == null || auth.isMissingNode() || auth.isNull()) {
            return Authentications.ANONYMOUS;
        }
        return new AuthParser(directory).parse(auth);
    }

    private Authentications parse(JsonNode auth) throws InvalidAuth {
        if (!auth.isObject()) {
            mistake("", "must be a map with one entry for each method");
        } else if (auth.isEmpty()) {
            mistake("", "names no method; use \"anonymous\": {}, or leave out the key");
        }
        List<Authentication> preferred = new ArrayList<>();
        auth.properties().forEach(entry -> preferred.add(method(entry.getKey(), entry.getValue())));
        if (mistakes.isEmpty()) {
            try {
                return Authentications.of(preferred);
            } catch (IllegalArgumentException e) {
                mistake("", "cannot be used: " + e.getMessage());
            }
        }
        throw new InvalidAuth(mistakes);
    }

    private Authentication method(String name, JsonNode value) {
        Method method = METHODS.get(name);
        if (method == null) {
            mistake(name, "is not an authentication method; the methods are " + String.join(", ", METHODS.keySet()));
            return null;
        }
        if (!value.isObject()) {
            mistake(name, "must be a map");
            return null;
        }
        value.fieldNames().forEachRemaining(key -> {
            if (!method.keys().contains(key)) {
                mistake(name + "." + key, "is not a key of this method; " + keys(method));
            }
        });
        int before = mistakes.size();
        Entry entry = new Entry(name, value);
        try {
            return method.parse().apply(entry);
        } catch (IllegalArgumentException e) {
            if (mistakes.size() == before) {
                mistake(name, "cannot be used: " + e.getMessage());
            }
            return null;
        }
    }

    private static String keys(Method method) {
        return method.keys().isEmpty()
                ? "it has no keys"
                : "its keys are " + method.keys().stream().collect(Collectors.joining(", "));
    }

    private void mistake(String path, String message) {
        mistakes.add(new InvalidAuth.Mistake(path, message));
    }

    /** Entry of one method. A value that has a mistake is empty or null, and the result is not used. */
    private final class Entry {
        private final String method;
        private final JsonNode map;

        Entry(String method, JsonNode map) {
            this.method = method;
            this.map = map;
        }

        Authentication ticket() {
            String authid = required("authid");
            Secret ticket = secret("ticket");
            return isComplete(authid, ticket) ? Authentication.ticket(authid, ticket) : null;
        }

        Authentication wampcra() {
            String authid = required("authid");
            Secret secret = secret("secret");
            return isComplete(authid, secret) ? Authentication.wampcra(authid, secret) : null;
        }

        Authentication jwt() {
            String authid = optional("authid");
            Secret token = secret("token");
            if (token == null) {
                return null;
            }
            return authid == null ? Authentication.jwt(token) : Authentication.jwt(authid, token);
        }

        Authentication tls() {
            String authid = optional("authid");
            return authid == null ? Authentication.tls() : Authentication.tls(authid);
        }

        Authentication scram() {
            String authid = required("authid");
            Secret password = secret("password");
            ScramDialect dialect = dialect();
            boolean isBound = isBound();
            if (!isComplete(authid, password)) {
                return null;
            }
            ScramAuthentication scram = Authentication.scram(authid, password);
            scram = dialect == null ? scram : scram.dialect(dialect);
            return isBound ? scram.channelBinding() : scram;
        }

        private ScramDialect dialect() {
            String name = optional("dialect");
            if (name == null) {
                return null;
            }
            for (ScramDialect dialect : ScramDialect.values()) {
                if (dialect.method().equals(name)) {
                    return dialect;
                }
            }
            mistake(method + ".dialect", "must be \"wamp-scram\" or \"scram\"");
            return null;
        }

        private boolean isBound() {
            String name = optional("channel_binding");
            if (name == null) {
                return false;
            }
            if (!name.equals(TlsExporter.NAME)) {
                mistake(
                        method + ".channel_binding",
                        "must be \"" + TlsExporter.NAME + "\"; TLS 1.3 has no other channel binding");
            }
            return true;
        }

        Authentication cryptosign() {
            String authid = optional("authid");
            CryptosignKey key = key();
            String publicKey = optional("pubkey");
            String routerKey = optional("router_pubkey");
            boolean isBound = isBound();
            if (key == null) {
                return null;
            }
            if (publicKey != null && !publicKey.equalsIgnoreCase(key.publicKey().hex())) {
                mistake(
                        method + ".pubkey",
                        "is not the public key of the private key, which is "
                                + key.publicKey().hex());
            }
            CryptosignAuthentication cryptosign = Authentication.cryptosign(key);
            cryptosign = authid == null ? cryptosign : cryptosign.authid(authid);
            cryptosign = isBound ? cryptosign.channelBinding() : cryptosign;
            try {
                return routerKey == null ? cryptosign : cryptosign.routerKey(routerKey);
            } catch (IllegalArgumentException e) {
                mistake(method + ".router_pubkey", "must be an Ed25519 public key in 64 hexadecimal digits");
                return null;
            }
        }

        private CryptosignKey key() {
            if (!isOneOf("key")) {
                return null;
            }
            if (map.has("key_file")) {
                Path file = file("key_file");
                try {
                    return file == null ? null : CryptosignKeyFile.read(file);
                } catch (AuthenticationFailure e) {
                    mistake(method + ".key_file", "cannot be used: " + e.getMessage());
                    return null;
                }
            }
            String hex = optional("key");
            if (hex == null) {
                return null;
            }
            CryptosignKey key = CryptosignKey.of(hex).orElse(null);
            if (key == null) {
                mistake(method + ".key", "must be an Ed25519 private key in 64 hexadecimal digits");
            }
            return key;
        }

        /** Returns the secret of a key, or of the file that the key with {@code _file} names. */
        private Secret secret(String key) {
            if (!isOneOf(key)) {
                return null;
            }
            if (map.has(key)) {
                String value = optional(key);
                return value == null ? null : Secret.of(value);
            }
            Path file = file(key + "_file");
            if (file == null) {
                return null;
            }
            Secret secret = Secret.ofFile(file);
            try {
                secret.read();
            } catch (AuthenticationFailure e) {
                mistake(method + "." + key + "_file", "cannot be used: " + e.getMessage());
            }
            return secret;
        }

        private boolean isOneOf(String key) {
            String fileKey = key + "_file";
            if (map.has(key) && map.has(fileKey)) {
                mistake(method + "." + fileKey, "stands beside '" + key + "'; use one of the two");
                return false;
            }
            if (!map.has(key) && !map.has(fileKey)) {
                mistake(method, "needs '" + key + "' or '" + fileKey + "'");
                return false;
            }
            return true;
        }

        private Path file(String key) {
            String name = optional(key);
            try {
                return name == null ? null : directory.resolve(name);
            } catch (InvalidPathException e) {
                mistake(method + "." + key, "is not the name of a file");
                return null;
            }
        }

        private String required(String key) {
            if (!map.has(key)) {
                mistake(method, "needs '" + key + "'");
                return null;
            }
            return optional(key);
        }

        /** Returns a text that is not empty; null if the key is absent or has another value. */
        private String optional(String key) {
            JsonNode value = map.get(key);
            if (value == null) {
                return null;
            }
            if (!value.isTextual() || value.textValue().isEmpty()) {
                mistake(method + "." + key, "must be a string that is not empty");
                return null;
            }
            return value.textValue();
        }

        private static boolean isComplete(String authid, Secret secret) {
            return authid != null && secret != null;
        }
    }
}
