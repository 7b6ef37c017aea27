package io.signalbox.router.config;

import io.signalbox.router.auth.JwtAlgorithm;
import io.signalbox.router.auth.JwtKeys;
import io.signalbox.router.document.ProblemList;
import io.signalbox.router.document.Quoted;
import io.signalbox.router.schema.ConfigItem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Check of the method jwt beyond the schema, and of its file of keys. */
public final class JwtCheck {
    private static final String REMEDY =
            "write a JWK Set with the public keys of the issuer, or its public keys or certificates in PEM";

    private final Path directory;

    /** @param directory the directory of a relative path */
    JwtCheck(Path directory) {
        this.directory = directory;
    }

    /**
     * Reads a file of keys while the node runs.
     *
     * @param secret the secret of the symmetric algorithms
     */
    public static CheckedConfig<JwtKeys> load(List<JwtAlgorithm> algorithms, Path file, Optional<String> secret) {
        try {
            return new CheckedConfig<>(Optional.of(JwtKeys.read(algorithms, Optional.of(file), secret)), List.of());
        } catch (IOException e) {
            ProblemList problems = new ProblemList(file.toString());
            problems.errorInFile("the file cannot be used", REMEDY);
            return new CheckedConfig<>(Optional.empty(), problems.sorted());
        }
    }

    void check(ConfigItem jwt, WorkerRoles roles) {
        checkRoles(jwt, roles);
        if (jwt.member("algorithms").isWhole()) {
            checkSecret(jwt.member("secret"), algorithms(jwt, true));
            checkKeys(jwt.member("keys"), algorithms(jwt, false));
        }
    }

    private static List<ConfigItem> algorithms(ConfigItem jwt, boolean symmetric) {
        return jwt.member("algorithms").elements().stream()
                .filter(item -> algorithm(item).isSymmetric() == symmetric)
                .toList();
    }

    private static JwtAlgorithm algorithm(ConfigItem item) {
        return JwtAlgorithm.valueOf(item.text());
    }

    private static void checkRoles(ConfigItem jwt, WorkerRoles roles) {
        ConfigItem claim = jwt.member("claims").member("role");
        ConfigItem values = jwt.member("roles");
        ConfigItem defaultRole = jwt.member("default-role");
        for (ConfigItem role : values.members()) {
            checkRole(role, roles);
        }
        checkRole(defaultRole, roles);
        if (claim.isPresent() && values.isEmpty()) {
            claim.error(
                    "'roles' is missing: the router does not know the role for a value of the claim", "add 'roles'");
        } else if (claim.isAbsent() && !values.isAbsent() && !values.isEmpty()) {
            values.refuseKey("has no effect without 'claims.role'", "name the claim in 'claims.role'");
        } else if (claim.isAbsent() && values.isEmpty() && defaultRole.isAbsent()) {
            jwt.error("clients get no role", "add 'default-role', or 'claims.role' with 'roles'");
        }
    }

    private static void checkRole(ConfigItem role, WorkerRoles roles) {
        if (role.text().equals("trusted")) {
            role.refuse("the role 'trusted' is never given to a client", "choose another role");
        } else if (role.isPresent()) {
            roles.grant(role.text(), role, false);
        }
    }

    private static void checkSecret(ConfigItem secret, List<ConfigItem> algorithms) {
        if (secret.isRefused()) {
            return;
        }
        if (secret.isAbsent()) {
            for (ConfigItem algorithm : algorithms) {
                algorithm.refuse(
                        Quoted.text(algorithm.text()) + " needs 'secret'",
                        "add 'secret', which issuer and router share, or remove the algorithm");
            }
            return;
        }
        if (algorithms.isEmpty()) {
            secret.refuseKey("has no effect: 'algorithms' has none of HS256, HS384 and HS512", "remove the secret");
            return;
        }
        int bytes = secret.text().getBytes(StandardCharsets.UTF_8).length;
        int needed = algorithms.stream()
                .mapToInt(item -> algorithm(item).minSecretBytes())
                .max()
                .orElseThrow();
        if (bytes < needed) {
            secret.refuseSecret(
                    "is shorter than the hash of the algorithm, " + needed + " bytes",
                    "make a secret with 'openssl rand -hex 32' for issuer and router");
        }
    }

    private void checkKeys(ConfigItem keys, List<ConfigItem> algorithms) {
        if (keys.isRefused()) {
            return;
        }
        if (keys.isAbsent()) {
            for (ConfigItem algorithm : algorithms) {
                algorithm.refuse(
                        Quoted.text(algorithm.text()) + " needs 'keys'",
                        "add 'keys', a file with the public keys of the issuer");
            }
        } else if (algorithms.isEmpty()) {
            keys.refuseKey("has no effect: all of 'algorithms' use the secret", "remove 'keys'");
        } else if (keys.text().startsWith("https://") || keys.text().startsWith("http://")) {
            keys.refuse(
                    "is a URL, but the router reads keys from a file only",
                    "save the keys with 'curl -o' in a file, and do so again when the issuer changes them: the router"
                            + " notices the change");
        } else {
            keys.path(directory).ifPresent(file -> checkFile(file, keys, algorithms));
        }
    }

    private static void checkFile(Path file, ConfigItem keys, List<ConfigItem> algorithms) {
        String name = "the file " + Quoted.text(keys.text());
        try {
            JwtKeys.read(algorithms.stream().map(JwtCheck::algorithm).toList(), Optional.of(file), Optional.empty());
        } catch (JwtKeys.Defect e) {
            keys.refuse(name + " " + e.getMessage(), REMEDY);
        } catch (NoSuchFileException e) {
            keys.refuse(name + " does not exist", "correct the path, or create the file");
        } catch (IOException e) {
            keys.refuse(name + " cannot be read", "name a file that this user may read");
        }
    }
}
