package io.signalbox.router.config;

import io.signalbox.router.document.JsonPlace;
import io.signalbox.router.document.Quoted;
import io.signalbox.router.schema.ConfigItem;
import io.signalbox.router.schema.SchemaDocument;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Check of cookies, and of the authentication by cookies, beyond the schema. Not thread-safe. */
final class CookieCheck {
    private static final String METHOD = "cookie";

    /** Methods by which no client logs in. */
    private static final List<String> WITHOUT_LOGIN = List.of("anonymous", METHOD);

    /** Services of HTTP requests, which have no login of a cookie if a page of another site sends them. */
    private static final Set<String> WITHOUT_HANDSHAKE = Set.of("http-websocket", "websockets");

    private static final String MEDIATION = "websocket-mediation";

    /** A shorter cookie has less than 96 random bits. */
    private static final int MIN_SAFE_LENGTH = 16;

    private final Path directory;
    private final String defaultName;
    private final String defaultPath;
    private final Map<Path, Use> files = new HashMap<>();
    private final Map<String, Use> names = new HashMap<>();

    /** First service with a file or a name. */
    private record Use(JsonPlace place, boolean hasLogins, Optional<Path> file) {}

    /** @param directory the directory of relative paths */
    CookieCheck(SchemaDocument schema, Path directory) {
        this.directory = directory;
        defaultName = schema.defaultOf("cookie", "name").asText();
        defaultPath = schema.defaultOf("cookie", "path").asText();
    }

    /**
     * Checks a service for clients.
     *
     * @param isEncrypted whether the endpoint has TLS
     */
    void check(ConfigItem service, boolean isEncrypted) {
        ConfigItem cookie = service.member("cookie");
        ConfigItem method = service.member("auth").member(METHOD);
        if (method.isPresent()) {
            checkMethod(service, method);
        }
        if (cookie.isPresent()) {
            checkForm(cookie, isEncrypted);
            checkStore(service, cookie);
        }
    }

    private static void checkMethod(ConfigItem service, ConfigItem method) {
        if (isRawSocket(service)) {
            method.refuseKey(
                    "RawSocket has no HTTP request that could have a cookie",
                    "remove the method, or offer it on a WebSocket transport");
        } else if (service.member("cookie").isAbsent()) {
            method.refuseKey("no client gets a cookie here", "add 'cookie' beside 'auth', {} for the defaults");
        } else if (!hasLogins(service)) {
            method.warnAtKey(
                    "no client can log in here, so that no cookie stands for a login",
                    "add a method by which clients log in, such as 'ticket'");
        } else if (!WITHOUT_HANDSHAKE.contains(service.member("type").text())) {
            checkOrigins(service, method);
        }
    }

    private static boolean isRawSocket(ConfigItem service) {
        return service.member("type").text().equals("rawsocket")
                || service.name().equals("rawsocket")
                        && service.ancestor(1).member("type").text().equals("universal");
    }

    private static boolean hasLogins(ConfigItem service) {
        ConfigItem auth = service.member("auth");
        return auth.isRefused()
                || auth.isPresent() && !auth.isWhole()
                || auth.members().stream().anyMatch(method -> !WITHOUT_LOGIN.contains(method.name()));
    }

    /** Warns if pages of every site can use the logins of their visitors. A mediation has its origins outside its options. */
    private static void checkOrigins(ConfigItem service, ConfigItem method) {
        boolean isOfOptions = !service.member("type").text().equals(MEDIATION);
        ConfigItem holder = isOfOptions ? service.member("options") : service;
        ConfigItem origins = holder.member("allowed_origins");
        boolean isOpen = origins.isAbsent()
                || origins.elements().stream().anyMatch(origin -> origin.text().equals("*"));
        if (isOpen && !holder.isRefused()) {
            method.warnAtKey(
                    "a page of any site may connect with the cookie of its visitor, because 'allowed_origins' is [\"*\"]",
                    "list the origins of your own pages in 'allowed_origins'"
                            + (isOfOptions ? " of 'options'" : " of the item"));
        }
    }

    private static void checkForm(ConfigItem cookie, boolean isEncrypted) {
        ConfigItem length = cookie.member("length");
        if (length.isPresent() && length.value().asInt() < MIN_SAFE_LENGTH) {
            length.warn(
                    "whoever tries often enough can guess a cookie of "
                            + length.value().asInt() + " characters",
                    "write " + MIN_SAFE_LENGTH + " or more");
        }
        ConfigItem secure = cookie.member("secure");
        ConfigItem sameSite = cookie.member("same_site");
        boolean isSecure = secure.isPresent() ? secure.value().asBoolean() : isEncrypted;
        if (sameSite.text().equals("None") && !isSecure && !secure.isRefused()) {
            sameSite.warn(
                    "browsers reject such a cookie if it is not 'secure'",
                    "use TLS and write \"secure\": true, or remove 'same_site'");
        }
    }

    private void checkStore(ConfigItem service, ConfigItem cookie) {
        ConfigItem store = cookie.member("store");
        ConfigItem filename = store.member("filename");
        ConfigItem type = store.member("type");
        Optional<Path> file = Optional.empty();
        if (type.text().equals("file")) {
            if (filename.isAbsent()) {
                store.error("a store of type 'file' needs a file", "add 'filename'");
            }
            file = filename.path(directory);
            file.ifPresent(path -> {
                StoreCheck.checkFile(path, filename);
                checkSharing(path, filename, service);
            });
        } else if (filename.isPresent() && !type.isRefused()) {
            filename.warn("has no effect: a store of type 'memory' has no file", "remove the path, or use type 'file'");
        }
        if (store.isWhole() || store.isAbsent()) {
            checkName(cookie, new Use(cookie.place(), hasLogins(service), file));
        }
    }

    private void checkSharing(Path path, ConfigItem filename, ConfigItem service) {
        Use use = new Use(filename.place(), hasLogins(service), Optional.of(path));
        Use first = files.putIfAbsent(path, use);
        if (first != null && first.hasLogins() != use.hasLogins()) {
            filename.refuse(
                    "the file is that of " + first.place().path()
                            + ", and clients that cannot log in would push the logins of others out of it",
                    "name another file");
        }
    }

    /** Warns if two services use the same cookie of a browser for different things. A cookie is not bound to a port. */
    private void checkName(ConfigItem cookie, Use use) {
        ConfigItem name = cookie.member("name");
        ConfigItem path = cookie.member("path");
        if (name.isRefused() || path.isRefused()) {
            return;
        }
        String used = name.isAbsent() ? defaultName : name.text();
        Use first = names.putIfAbsent(used + " " + (path.isAbsent() ? defaultPath : path.text()), use);
        if (first != null && (use.file().isEmpty() || !use.file().equals(first.file()))) {
            cookie.warnAtKey(
                    "browsers replace the cookie " + Quoted.text(used) + " of "
                            + first.place().path() + " by this one, whatever the ports are",
                    "write another 'name', or let both stores use the same file");
        }
    }
}
