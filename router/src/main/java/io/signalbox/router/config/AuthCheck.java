package io.signalbox.router.config;

import io.signalbox.router.auth.AuthenticatorProviders;
import io.signalbox.router.document.Quoted;
import io.signalbox.router.schema.ClosestName;
import io.signalbox.router.schema.ConfigItem;
import io.signalbox.router.schema.SchemaDocument;
import io.signalbox.router.session.Action;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Check of the authentication methods of a listener beyond the schema. */
final class AuthCheck {
    private static final String ANONYMOUS = "anonymous";
    private static final String COOKIE = "cookie";
    private static final String JWT = "jwt";

    /** Member with the principals of a static method, by method. */
    private static final Map<String, String> PRINCIPALS = Map.of(
            "ticket",
            "principals",
            "wampcra",
            "users",
            "scram",
            "principals",
            "cryptosign",
            "principals",
            "tls",
            "principals");

    /** Risk of a method without encryption, by method. */
    private static final Map<String, String> RISKS = new LinkedHashMap<>();

    static {
        RISKS.put("ticket", "tickets go over the network in clear");
        RISKS.put(JWT, "tokens go over the network in clear");
        RISKS.put("wampcra", "whoever reads the traffic can guess secrets and take over sessions");
        RISKS.put("scram", "whoever reads the traffic can guess passwords and take over sessions");
        RISKS.put(COOKIE, "whoever reads the traffic can log in with the cookies of others");
    }

    private final PrincipalFiles files;
    private final JwtCheck jwt;
    private final String defaultRole;

    /** @param directory the directory of relative paths */
    AuthCheck(SchemaDocument schema, PrincipalFiles files, Path directory) {
        this.files = files;
        jwt = new JwtCheck(directory);
        defaultRole = schema.defaultOf("staticAnonymous", "role").asText();
    }

    /** Exposure of a listener: whether other machines can reach the listener, and whether the listener encrypts. */
    record Exposure(boolean isOpen, boolean isEncrypted) {}

    /**
     * Checks a service for clients.
     *
     * @return whether the service has the warning that every client may join
     */
    boolean check(ConfigItem service, Exposure exposure, WorkerRoles roles) {
        ConfigItem auth = service.member("auth");
        if (auth.isRefused()) {
            roles.grantUnknown();
            return false;
        }
        if (auth.isEmpty()) {
            return checkDefault(service, exposure, roles);
        }
        if (auth.member(JWT).isPresent() && auth.member("ticket").isPresent()) {
            auth.member(JWT)
                    .refuseKey(
                            "stands beside 'ticket', but clients send tokens as tickets: the router could not tell them"
                                    + " apart",
                            "remove one of the two, or move it to another path or transport");
        }
        checkMethods(auth, roles);
        if (exposure.isOpen()) {
            checkAnonymousRights(auth.member(ANONYMOUS), roles);
        }
        if (exposure.isOpen() && !exposure.isEncrypted()) {
            checkEncryption(auth);
        }
        return false;
    }

    /** Checks the methods for the HTTP requests of a service, which may be absent. */
    void checkRequests(ConfigItem service, Exposure exposure, WorkerRoles roles) {
        ConfigItem auth = service.member("auth");
        boolean hasRealm = !service.member("realm").isAbsent();
        if (!auth.isPresent()) {
            return;
        }
        // Without a realm the name of a role grants nothing in a realm.
        checkMethods(auth, hasRealm ? roles : roles.ofAnyName());
        for (ConfigItem method : auth.members()) {
            if (method.member("type").text().equals("dynamic")
                    && method.member("authenticator-realm").isAbsent()
                    && !hasRealm) {
                method.error(
                        "'authenticator-realm' is missing, and the service has no realm",
                        "add it: the realm in which the procedure is registered");
            }
        }
        if (exposure.isOpen() && !exposure.isEncrypted()) {
            checkEncryption(auth);
        }
    }

    private void checkMethods(ConfigItem auth, WorkerRoles roles) {
        if (!auth.isWhole()) {
            roles.grantUnknown();
        }
        for (ConfigItem method : auth.members()) {
            // A cookie gives no role that its client has not got by another method.
            if (!method.name().equals(COOKIE)) {
                checkMethod(method, roles);
            }
        }
    }

    private boolean checkDefault(ConfigItem service, Exposure exposure, WorkerRoles roles) {
        roles.grant(defaultRole, service, true);
        return exposure.isOpen() && roles.mayHave(defaultRole);
    }

    private void checkMethod(ConfigItem method, WorkerRoles roles) {
        switch (method.member("type").text()) {
            case "static" -> {
                switch (method.name()) {
                    case ANONYMOUS -> checkAnonymous(method, roles);
                    case JWT -> jwt.check(method, roles);
                    default -> checkPrincipals(method, method.member(PRINCIPALS.get(method.name())), roles);
                }
            }
            case "dynamic" -> {
                roles.grantUnknown();
                checkAuthenticator(method.member("authenticator"), method.member("authenticator-realm"), roles);
            }
            case "provider" -> {
                roles.grantUnknown();
                checkProvider(method.member("provider"));
            }
            default -> roles.grantUnknown();
        }
    }

    private static void checkProvider(ConfigItem provider) {
        if (!provider.isPresent()) {
            return;
        }
        AuthenticatorProviders known = AuthenticatorProviders.find();
        if (!known.byName().containsKey(provider.text())) {
            boolean isBroken = !known.defects().isEmpty();
            provider.refuse(
                    "the class path has no AuthenticatorProvider with the name " + Quoted.text(provider.text())
                            + (isBroken ? "; a provider cannot be loaded: " + String.join("; ", known.defects()) : ""),
                    isBroken
                            ? "mend its jar in ROUTER_CLASSPATH"
                            : ClosestName.question(known.byName().keySet(), provider.text())
                                    .orElse("name the jar of the class in ROUTER_CLASSPATH"));
        } else if (!known.defects().isEmpty()) {
            provider.warn(
                    "another AuthenticatorProvider of the class path cannot be loaded: "
                            + String.join("; ", known.defects()),
                    "mend its jar in ROUTER_CLASSPATH, or remove the jar");
        }
    }

    private void checkAnonymous(ConfigItem anonymous, WorkerRoles roles) {
        ConfigItem role = anonymous.member("role");
        if (role.isPresent()) {
            roles.grant(role.text(), role, role.text().equals(defaultRole));
        } else if (role.isAbsent()) {
            roles.grant(defaultRole, anonymous, true);
        }
    }

    private void checkPrincipals(ConfigItem method, ConfigItem principals, WorkerRoles roles) {
        ConfigItem file = principals.member("file");
        ConfigItem found = principals;
        if (file.isPresent()) {
            if (principals.members().size() > 1) {
                file.refuse(
                        "stands beside principals of this configuration",
                        "move the principals into the file, or remove the key: no principal can have the authid 'file'");
                roles.grantUnknown();
                return;
            }
            Optional<ConfigItem> content = files.read(file, method.name());
            if (content.isEmpty()) {
                roles.grantUnknown();
                return;
            }
            found = content.get();
        }
        if (principals.isRefused()) {
            roles.grantUnknown();
        }
        new PrincipalCheck(!method.member("default-role").isAbsent()).check(found, method.name());
        found.members().forEach(principal -> checkRole(principal, method.member("default-role"), roles));
    }

    private static void checkRole(ConfigItem principal, ConfigItem defaultRole, WorkerRoles roles) {
        ConfigItem realm = principal.member("realm");
        ConfigItem role = principal.member("role").isAbsent() ? defaultRole : principal.member("role");
        if (!role.isPresent() || realm.isRefused()) {
            return;
        }
        if (realm.isPresent()) {
            roles.grantIn(realm, role.text(), role);
        } else {
            roles.grant(role.text(), role, false);
        }
    }

    private static void checkEncryption(ConfigItem auth) {
        List<String> risks = RISKS.entrySet().stream()
                .filter(risk -> auth.member(risk.getKey()).isPresent())
                .map(Map.Entry::getValue)
                .toList();
        if (!risks.isEmpty()) {
            auth.warnAtKey(
                    "the endpoint is open to the network and has no TLS: " + String.join(", and ", risks),
                    "add 'tls' to the endpoint, or bind 'interface' to 127.0.0.1 behind a proxy with TLS");
        }
    }

    /** Warns if clients without authentication have a right for every URI of a realm. */
    private void checkAnonymousRights(ConfigItem anonymous, WorkerRoles roles) {
        if (!anonymous.member("type").text().equals("static")) {
            return;
        }
        ConfigItem role = anonymous.member("role");
        String name = role.isAbsent() ? defaultRole : role.text();
        for (ConfigItem realm : roles.realms()) {
            Set<Action> actions = realm.member("roles").elements().stream()
                    .filter(item -> item.member("name").text().equals(name))
                    .flatMap(item -> new RoleRights(item).everywhere().stream())
                    .collect(Collectors.toSet());
            if (!actions.isEmpty()) {
                anonymous.warnAtKey(
                        "every client that reaches this port may " + words(actions)
                                + " with every URI of the realm "
                                + Quoted.text(realm.member("name").text()),
                        "allow the role " + Quoted.text(name)
                                + " only what clients without authentication need, or bind 'interface' to 127.0.0.1");
            }
        }
    }

    private static String words(Set<Action> actions) {
        List<String> words = new ArrayList<>(actions.stream()
                .sorted()
                .map(action -> action.name().toLowerCase(Locale.ROOT))
                .toList());
        String last = words.removeLast();
        return words.isEmpty() ? last : String.join(", ", words) + " and " + last;
    }

    /** Checks the realm of an authenticator, and warns if several roles may register the authenticator. */
    private static void checkAuthenticator(ConfigItem procedure, ConfigItem realm, WorkerRoles roles) {
        if (!procedure.isPresent() || realm.isRefused()) {
            return;
        }
        if (realm.isPresent() && roles.lacks(realm.text())) {
            realm.warn(
                    "the worker has no realm " + Quoted.text(realm.text()) + ", so no client can join by this method",
                    "add the realm, or name another one");
        }
        Optional<String> name = realm.isPresent() ? Optional.of(realm.text()) : Optional.empty();
        for (ConfigItem item : roles.realms(name)) {
            checkRegistrars(procedure, item, "who may join");
        }
    }

    /** Warns if several roles may register an authorizer of a realm. */
    static void checkAuthorizers(ConfigItem realm) {
        for (ConfigItem role : realm.member("roles").elements()) {
            ConfigItem authorizer = role.member("authorizer");
            if (authorizer.isPresent()) {
                checkRegistrars(authorizer, realm, "what the role may do");
            }
        }
    }

    private static void checkRegistrars(ConfigItem procedure, ConfigItem realm, String decided) {
        List<String> registrars = realm.member("roles").elements().stream()
                .filter(role -> new RoleRights(role).mayRegister(procedure.text()))
                .map(role -> Quoted.text(role.member("name").text()))
                .toList();
        String where = " in the realm " + Quoted.text(realm.member("name").text());
        if (registrars.size() > 1) {
            procedure.warn(
                    "the roles " + String.join(" and ", registrars) + " may register " + Quoted.text(procedure.text())
                            + where + ", and the first to do so decides " + decided,
                    "deny 'register' of the URI to all roles but that of its provider");
        }
    }
}
