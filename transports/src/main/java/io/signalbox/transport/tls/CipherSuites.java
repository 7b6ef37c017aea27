package io.signalbox.transport.tls;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The cipher suites of TLS 1.2 that a string in the syntax of OpenSSL selects (openssl-ciphers, "CIPHER LIST FORMAT"). The
 * suites of TLS 1.3 are no part of such strings.
 *
 * @param names the names of the JDK, in the order of preference
 * @param unknown the words that name no cipher suite of the JDK and no group of OpenSSL
 */
record CipherSuites(List<String> names, List<String> unknown) {
    /** Groups of OpenSSL without a suite of the JDK. Public configurations exclude these groups by name. */
    private static final Set<String> EMPTY_GROUPS = Set.of(
            "COMPLEMENTOFALL",
            "COMPLEMENTOFDEFAULT",
            "MEDIUM",
            "LOW",
            "EXP",
            "EXPORT",
            "EXPORT40",
            "EXPORT56",
            "NULL",
            "ENULL",
            "ANULL",
            "ADH",
            "AECDH",
            "PSK",
            "KPSK",
            "APSK",
            "SRP",
            "DSS",
            "ADSS",
            "KDHR",
            "KDHD",
            "KDH",
            "KECDHR",
            "CAMELLIA",
            "CAMELLIA128",
            "CAMELLIA256",
            "ARIA",
            "SEED",
            "IDEA",
            "3DES",
            "DES",
            "RC4",
            "RC2",
            "MD5",
            "SSLV2",
            "SSLV3",
            "TLSV1",
            "TLSV1.0",
            "KRB5",
            "GOST",
            "AESCCM",
            "AESCCM8");

    private static final List<Suite> ALL = List.of(
            suite("ECDHE-ECDSA-AES256-GCM-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "AESGCM"),
            suite("ECDHE-RSA-AES256-GCM-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "AESGCM"),
            suite("DHE-RSA-AES256-GCM-SHA384", "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", "AESGCM"),
            suite("ECDHE-ECDSA-CHACHA20-POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "CHACHA20"),
            suite("ECDHE-RSA-CHACHA20-POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "CHACHA20"),
            suite("DHE-RSA-CHACHA20-POLY1305", "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "CHACHA20"),
            suite("ECDHE-ECDSA-AES128-GCM-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "AESGCM"),
            suite("ECDHE-RSA-AES128-GCM-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "AESGCM"),
            suite("DHE-RSA-AES128-GCM-SHA256", "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", "AESGCM"),
            suite("ECDHE-ECDSA-AES256-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384", "SHA384"),
            suite("ECDHE-RSA-AES256-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384", "SHA384"),
            suite("DHE-RSA-AES256-SHA256", "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256", "SHA256"),
            suite("ECDHE-ECDSA-AES128-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "SHA256"),
            suite("ECDHE-RSA-AES128-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", "SHA256"),
            suite("DHE-RSA-AES128-SHA256", "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256", "SHA256"),
            suite("ECDHE-ECDSA-AES256-SHA", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", "SHA1"),
            suite("ECDHE-RSA-AES256-SHA", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", "SHA1"),
            suite("DHE-RSA-AES256-SHA", "TLS_DHE_RSA_WITH_AES_256_CBC_SHA", "SHA1"),
            suite("ECDHE-ECDSA-AES128-SHA", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "SHA1"),
            suite("ECDHE-RSA-AES128-SHA", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "SHA1"),
            suite("DHE-RSA-AES128-SHA", "TLS_DHE_RSA_WITH_AES_128_CBC_SHA", "SHA1"),
            suite("AES256-GCM-SHA384", "TLS_RSA_WITH_AES_256_GCM_SHA384", "AESGCM"),
            suite("AES128-GCM-SHA256", "TLS_RSA_WITH_AES_128_GCM_SHA256", "AESGCM"),
            suite("AES256-SHA256", "TLS_RSA_WITH_AES_256_CBC_SHA256", "SHA256"),
            suite("AES128-SHA256", "TLS_RSA_WITH_AES_128_CBC_SHA256", "SHA256"),
            suite("AES256-SHA", "TLS_RSA_WITH_AES_256_CBC_SHA", "SHA1"),
            suite("AES128-SHA", "TLS_RSA_WITH_AES_128_CBC_SHA", "SHA1"));

    CipherSuites {
        names = List.copyOf(names);
        unknown = List.copyOf(unknown);
    }

    /**
     * Selects suites.
     *
     * @param text words with {@code :}, {@code ,} or spaces between them
     * @param allowed the suites that the JDK allows
     */
    static CipherSuites select(String text, Collection<String> allowed) {
        List<Suite> offered =
                ALL.stream().filter(one -> allowed.contains(one.jdk())).toList();
        Selection selection = new Selection(offered);
        for (String word : text.trim().split("[:, ]+")) {
            selection.apply(word);
        }
        return new CipherSuites(selection.chosen.stream().map(Suite::jdk).toList(), List.copyOf(selection.unknown));
    }

    /** Returns whether a suite works with a key of the algorithm, such as {@code RSA}. */
    static boolean serves(String suite, String keyAlgorithm) {
        boolean isRsaKey = keyAlgorithm.startsWith("RSA");
        return isRsaKey ? !suite.contains("_ECDSA_") : suite.contains("_ECDSA_");
    }

    /**
     * A suite and its groups of OpenSSL, in upper case.
     *
     * @param openssl the name of OpenSSL
     * @param jdk the name of the JDK, which is that of the registry of TLS
     */
    private record Suite(String openssl, String jdk, Set<String> groups, int bits) {}

    private static Suite suite(String openssl, String jdk, String kind) {
        Set<String> groups = new LinkedHashSet<>(List.of("ALL", "DEFAULT", "HIGH", kind));
        if (jdk.startsWith("TLS_ECDHE_")) {
            groups.addAll(List.of("ECDH", "ECDHE", "EECDH", "KECDHE", "KEECDH"));
        } else if (jdk.startsWith("TLS_DHE_")) {
            groups.addAll(List.of("DH", "DHE", "EDH", "KDHE", "KEDH"));
        } else {
            groups.addAll(List.of("KRSA", "RSA"));
        }
        if (jdk.contains("_ECDSA_")) {
            groups.addAll(List.of("ECDSA", "AECDSA"));
        } else {
            groups.add("ARSA");
        }
        int bits = jdk.contains("AES_128") ? 128 : 256;
        if (jdk.contains("_AES_")) {
            groups.addAll(List.of("AES", "AES" + bits));
        }
        switch (kind) {
            case "SHA1" -> groups.add("SHA");
            default -> groups.add("TLSV1.2");
        }
        groups.add(openssl);
        groups.add(jdk);
        return new Suite(openssl, jdk, groups, bits);
    }

    private static final class Selection {
        private final List<Suite> offered;
        private final List<Suite> chosen = new ArrayList<>();
        private final Set<Suite> excluded = new LinkedHashSet<>();
        private final Set<String> unknown = new LinkedHashSet<>();

        Selection(List<Suite> offered) {
            this.offered = offered;
        }

        void apply(String word) {
            if (word.isEmpty() || word.startsWith("@SECLEVEL")) {
                return;
            }
            if (word.equals("@STRENGTH")) {
                chosen.sort(Comparator.comparingInt(Suite::bits).reversed());
                return;
            }
            switch (word.charAt(0)) {
                case '!' -> {
                    List<Suite> matching = matching(word.substring(1));
                    excluded.addAll(matching);
                    chosen.removeAll(matching);
                }
                case '-' -> chosen.removeAll(matching(word.substring(1)));
                case '+' -> {
                    List<Suite> moved = new ArrayList<>(chosen);
                    moved.retainAll(matching(word.substring(1)));
                    chosen.removeAll(moved);
                    chosen.addAll(moved);
                }
                default -> {
                    for (Suite suite : matching(word)) {
                        if (!excluded.contains(suite) && !chosen.contains(suite)) {
                            chosen.add(suite);
                        }
                    }
                }
            }
        }

        /** Returns the suites that are in each of the groups that a word joins with plus signs. */
        private List<Suite> matching(String word) {
            List<String> groups = List.of(word.toUpperCase(Locale.ROOT).split("\\+"));
            if (groups.stream().anyMatch(group -> !isKnown(group))) {
                unknown.add(word);
                return List.of();
            }
            return offered.stream()
                    .filter(suite -> suite.groups().containsAll(groups))
                    .toList();
        }

        private static boolean isKnown(String group) {
            return EMPTY_GROUPS.contains(group)
                    || ALL.stream().anyMatch(suite -> suite.groups().contains(group));
        }
    }
}
