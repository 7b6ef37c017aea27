package io.signalbox.router.wire;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** docs/FEATURES.md promises what WELCOME announces. */
class FeaturesTableTest {
    private static final Path TABLE = Path.of("..", "docs", "FEATURES.md");
    private static final Pattern ROLE = Pattern.compile("## (\\w+)");
    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\| (.*) \\|");

    /** Where each announced feature is put to the test with raw messages. */
    private static final Map<String, Class<?>> TESTS = Map.ofEntries(
            entry("broker.publisher_identification", DisclosureTest.class),
            entry("broker.publisher_exclusion", PublishTest.class),
            entry("broker.subscriber_blackwhite_listing", ReceiverListTest.class),
            entry("broker.pattern_based_subscription", PatternSubscriptionTest.class),
            entry("broker.event_history", EventHistoryTest.class),
            entry("broker.event_retention", EventRetentionTest.class),
            entry("broker.subscription_revocation", SubscriptionMetaTest.class),
            entry("broker.payload_passthru_mode", PayloadPassthruTest.class),
            entry("broker.session_meta_api", SessionMetaTest.class),
            entry("broker.subscription_meta_api", SubscriptionMetaTest.class),
            entry("dealer.progressive_call_results", ProgressiveCallTest.class),
            entry("dealer.progressive_call_invocations", ProgressiveCallTest.class),
            entry("dealer.call_timeout", CallTimeoutTest.class),
            entry("dealer.call_canceling", CallCancelingTest.class),
            entry("dealer.caller_identification", DisclosureTest.class),
            entry("dealer.pattern_based_registration", PatternRegistrationTest.class),
            entry("dealer.shared_registration", SharedRegistrationTest.class),
            entry("dealer.registration_revocation", RegistrationRevocationTest.class),
            entry("dealer.call_reroute", CallReroutingTest.class),
            entry("dealer.payload_passthru_mode", PayloadPassthruTest.class),
            entry("dealer.session_meta_api", SessionMetaTest.class),
            entry("dealer.registration_meta_api", RegistrationMetaTest.class),
            entry("dealer.testament_meta_api", TestamentTest.class));

    @RegisterExtension
    static final RunningNode NODE = new RunningNode();

    @Test
    void every_announced_feature_has_a_row_that_says_yes_and_no_other_row_does() throws IOException {
        SortedSet<String> announced = announced();
        SortedSet<String> promised = new TreeSet<>();
        rows().forEach((feature, row) -> {
            if (row.startsWith("yes |")) {
                promised.add(feature);
            }
        });
        assertThat(promised)
                .as("rows of docs/FEATURES.md with a yes for Signalbox, against WELCOME")
                .containsExactlyInAnyOrderElementsOf(announced);
    }

    @Test
    void every_announced_feature_has_a_wire_test_and_no_other_feature_has_one() {
        assertThat(TESTS.keySet()).containsExactlyInAnyOrderElementsOf(announced());
        assertThat(TESTS.values()).allSatisfy(test -> assertThat(test.getDeclaredMethods())
                .anyMatch(method -> method.isAnnotationPresent(Test.class)));
    }

    private static SortedSet<String> announced() {
        SortedSet<String> features = new TreeSet<>();
        try (RawWampClient client = RawWampClient.connect(NODE.uri(), Wire.JSON)) {
            JsonNode roles = client.hello("realm1").get(2).get("roles");
            roles.properties()
                    .forEach(
                            role -> role.getValue().get("features").properties().forEach(feature -> {
                                if (feature.getValue().booleanValue()) {
                                    features.add(role.getKey() + "." + feature.getKey());
                                }
                            }));
        }
        return features;
    }

    /** The features by role and name, with what their rows say of every router. */
    private static SortedMap<String, String> rows() throws IOException {
        SortedMap<String, String> rows = new TreeMap<>();
        String role = "";
        for (String line : Files.readAllLines(TABLE)) {
            Matcher heading = ROLE.matcher(line);
            if (heading.matches()) {
                role = heading.group(1).toLowerCase(Locale.ROOT);
            }
            Matcher row = ROW.matcher(line);
            if (row.matches() && (role.equals("broker") || role.equals("dealer"))) {
                rows.put(role + "." + row.group(1), row.group(2));
            }
        }
        return rows;
    }
}
