package io.signalbox.router.config;

import io.signalbox.protocol.auth.CryptosignPublicKey;
import io.signalbox.protocol.auth.SaslPrep;
import io.signalbox.protocol.auth.ScramDialect;
import io.signalbox.protocol.auth.ScramKdf;
import io.signalbox.protocol.auth.WampCra;
import io.signalbox.router.document.Quoted;
import io.signalbox.router.schema.ConfigItem;
import java.util.List;
import java.util.Optional;

/** Check of the principals of a static authentication method beyond the schema. No message has a secret. */
final class PrincipalCheck {
    private static final List<String> SALTING = List.of("salt", "iterations", "keylen");
    private static final String WEAK =
            "the costs are so low that a thief of the keys could try passwords fast, and that clients may refuse to log in";

    private final boolean hasDefaultRole;

    /** @param hasDefaultRole whether the method has a role for principals without a role */
    PrincipalCheck(boolean hasDefaultRole) {
        this.hasDefaultRole = hasDefaultRole;
    }

    /** @param method the name of the method */
    void check(ConfigItem principals, String method) {
        for (ConfigItem principal : principals.members()) {
            if (!principal.value().isObject()) {
                continue;
            }
            checkRole(principal);
            switch (method) {
                case "wampcra" -> checkUser(principal);
                case "scram" -> checkScram(principal);
                case "cryptosign" ->
                    principal.member("authorized_keys").elements().forEach(PrincipalCheck::checkKey);
                case "tls" -> checkCertificates(principal);
                default -> {}
            }
        }
    }

    private void checkRole(ConfigItem principal) {
        ConfigItem role = principal.member("role");
        if (role.isAbsent() && !hasDefaultRole) {
            principal.error("the principal has no role", "add 'role', or 'default-role' to the method");
        } else if (role.text().equals("trusted")) {
            role.refuse("the role 'trusted' is never given to a client", "choose another role");
        }
    }

    private static void checkUser(ConfigItem user) {
        List<String> missing =
                SALTING.stream().filter(key -> user.member(key).isAbsent()).toList();
        ConfigItem isDerived = user.member("secret-is-derived");
        if (missing.size() == SALTING.size()) {
            if (isDerived.value().asBoolean()) {
                isDerived.refuse("a user without salt has no derived key", "add 'salt', 'iterations' and 'keylen'");
            }
            return;
        }
        if (!missing.isEmpty()) {
            user.error(
                    "a salted user has all of 'salt', 'iterations' and 'keylen'; missing: "
                            + String.join(", ", missing),
                    "add the missing keys, or remove all of the three for a user without salt");
            return;
        }
        if (user.isWhole()) {
            checkSecret(
                    user.member("secret"),
                    isDerived,
                    user.member("keylen").value().asInt());
        }
    }

    private static void checkSecret(ConfigItem secret, ConfigItem isDerived, int keylen) {
        boolean looksDerived = WampCra.isDerivedKey(secret.text(), keylen);
        if (isDerived.isAbsent()) {
            secret.warn(
                    looksDerived
                            ? "counts as the derived key, because it is Base64 of " + keylen + " bytes"
                            : "counts as the secret itself, because it is not Base64 of " + keylen + " bytes",
                    "add \"secret-is-derived\": " + looksDerived + " if that is meant");
        } else if (isDerived.value().asBoolean() && !looksDerived) {
            secret.refuseSecret(
                    "is not a derived key: it is not Base64 of " + keylen + " bytes",
                    "make a record with 'router keys wampcra', or write \"secret-is-derived\": false");
        }
    }

    private static void checkScram(ConfigItem principal) {
        String authid = principal.name();
        Optional<String> prepared = SaslPrep.prepare(authid);
        if (!prepared.equals(Optional.of(authid))) {
            principal.refuseKey(
                    "no client of SCRAM can have this authid, because SASLprep (RFC 4013) changes or refuses it",
                    prepared.map(text -> "write " + Quoted.text(text)).orElse("choose another authid"));
        }
        if (!principal.isWhole()) {
            return;
        }
        boolean isArgon2 = !principal.member("kdf").text().equals(ScramDialect.PBKDF2);
        ConfigItem memory = principal.member("memory");
        if (isArgon2 && memory.isAbsent()) {
            principal.error("'memory' is missing", "add it: KiB of memory of Argon2");
            return;
        }
        int iterations = principal.member("iterations").value().asInt();
        try {
            ScramKdf kdf = isArgon2
                    ? new ScramKdf.Argon2id(iterations, memory.value().asInt())
                    : new ScramKdf.Pbkdf2(iterations);
            if (kdf.isWeak()) {
                principal.member("iterations").warn(WEAK, "make a new record of the password with 'router keys scram'");
            }
        } catch (IllegalArgumentException outOfRange) {
            principal.error(outOfRange.getMessage(), "make a new record of the password with 'router keys scram'");
        }
    }

    private static void checkCertificates(ConfigItem principal) {
        if (principal.member("certificate-sha1").isEmpty()
                && principal.member("certificate-sha256").isEmpty()) {
            principal.error(
                    "the principal has no certificate",
                    "add 'certificate-sha256' with the fingerprint that"
                            + " 'openssl x509 -noout -fingerprint -sha256 -in FILE' prints");
        }
    }

    private static void checkKey(ConfigItem key) {
        if (CryptosignPublicKey.of(key.text()).isEmpty()) {
            key.refuse(
                    Quoted.text(key.text()) + " is no Ed25519 public key",
                    "make a pair of keys with 'router keys cryptosign', and write its public key");
        }
    }
}
