package io.signalbox.protocol.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.CancelMode;
import io.signalbox.protocol.message.InvokePolicy;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Defaults, types and unknown keys of options. */
class OptionsTest {

    private interface Parser {
        Object parse(Map<String, Object> options) throws ProtocolViolation;
    }

    private record Wrong(Parser parser, String key, Object value) {}

    static List<Wrong> wrongOptions() {
        List<Wrong> wrong = new ArrayList<>();
        Map<String, Parser> flags = Map.of(
                "acknowledge", PublishOptions::from,
                "exclude_me", PublishOptions::from,
                "disclose_me", CallOptions::from,
                "retain", PublishOptions::from,
                "get_retained", SubscribeOptions::from,
                "receive_progress", CallOptions::from,
                "progress", YieldOptions::from,
                "force_reregister", RegisterOptions::from,
                "disclose_caller", RegisterOptions::from,
                "forward_timeout", RegisterOptions::from);
        flags.forEach((key, parser) -> {
            for (Object value : new Object[] {1L, 0L, "true", 1.0, List.of(), Map.of(), new byte[1]}) {
                wrong.add(new Wrong(parser, key, value));
            }
        });
        for (Object value : new Object[] {
            -1L, 1.5, 1.0, "1", true, Double.NaN, Double.POSITIVE_INFINITY, 1e300, BigInteger.TWO.pow(64)
        }) {
            wrong.add(new Wrong(CallOptions::from, "timeout", value));
            wrong.add(new Wrong(RegisterOptions::from, "concurrency", value));
        }
        wrong.add(new Wrong(RegisterOptions::from, "concurrency", 0L));
        for (Object value : new Object[] {"foo", "", "EXACT", 1L, true}) {
            wrong.add(new Wrong(SubscribeOptions::from, "match", value));
            wrong.add(new Wrong(RegisterOptions::from, "match", value));
            wrong.add(new Wrong(RegisterOptions::from, "invoke", value));
            wrong.add(new Wrong(CancelOptions::from, "mode", value));
        }
        for (String key : List.of("exclude", "eligible")) {
            for (Object value :
                    new Object[] {List.of("x"), 1L, Map.of(), List.of(true), List.of(1.0), Arrays.asList(1L, null)}) {
                wrong.add(new Wrong(PublishOptions::from, key, value));
            }
        }
        for (String key : List.of("exclude_authid", "exclude_authrole", "eligible_authid", "eligible_authrole")) {
            for (Object value : new Object[] {List.of(1L), "x", Map.of(), Arrays.asList("a", null)}) {
                wrong.add(new Wrong(PublishOptions::from, key, value));
            }
        }
        wrong.add(new Wrong(PublishOptions::from, "ppt_scheme", 1L));
        wrong.add(new Wrong(HelloDetails::from, "roles", List.of()));
        wrong.add(new Wrong(HelloDetails::from, "authmethods", "ticket"));
        return wrong;
    }

    @ParameterizedTest
    @MethodSource("wrongOptions")
    void a_known_key_with_a_wrong_value_is_a_violation_that_names_it(Wrong wrong) {
        assertThatExceptionOfType(ProtocolViolation.class)
                .isThrownBy(() -> wrong.parser.parse(Map.of(wrong.key, wrong.value)))
                .withMessageContaining("option " + wrong.key + " must be");
    }

    @Test
    void without_options_the_defaults_of_the_spec_hold() throws ProtocolViolation {
        PublishOptions publish = PublishOptions.from(Map.of());
        assertThat(publish.excludeMe()).isTrue();
        assertThat(publish.acknowledge()).isFalse();
        assertThat(publish.receivers().isEveryone()).isTrue();
        assertThat(SubscribeOptions.from(Map.of()).match()).isEqualTo(MatchPolicy.EXACT);
        assertThat(RegisterOptions.from(Map.of()).invoke()).isEqualTo(InvokePolicy.SINGLE);
        assertThat(CancelOptions.from(Map.of()).mode()).isEqualTo(CancelMode.KILLNOWAIT);
        assertThat(CallOptions.from(Map.of()).timeoutMillis()).isZero();
        assertThat(YieldOptions.from(Map.of()).progress()).isFalse();
        assertThat(PublishOptions.from(Map.of())).isSameAs(publish);
    }

    @Test
    void null_counts_as_absent() throws ProtocolViolation {
        Map<String, Object> options = new HashMap<>();
        for (String key : List.of(
                "acknowledge",
                "exclude_me",
                "exclude",
                "eligible",
                "eligible_authid",
                "match",
                "timeout",
                "mode",
                "ppt_scheme")) {
            options.put(key, null);
        }
        assertThat(PublishOptions.from(options)).isEqualTo(PublishOptions.from(Map.of()));
        assertThat(SubscribeOptions.from(options)).isEqualTo(SubscribeOptions.from(Map.of()));
        assertThat(CallOptions.from(options)).isEqualTo(CallOptions.from(Map.of()));
        assertThat(CancelOptions.from(options)).isEqualTo(CancelOptions.from(Map.of()));
    }

    @Test
    void unknown_keys_are_ignored() throws ProtocolViolation {
        assertThat(PublishOptions.from(Map.of("x_mine", 1L, "_mine", List.of(), "Whatever?", true)))
                .isEqualTo(PublishOptions.from(Map.of()));
    }

    @Test
    void every_option_is_read() throws ProtocolViolation {
        assertThat(SubscribeOptions.from(Map.of("match", "wildcard", "get_retained", true)))
                .isEqualTo(new SubscribeOptions(MatchPolicy.WILDCARD, true));
        assertThat(RegisterOptions.from(Map.of(
                        "match",
                        "prefix",
                        "invoke",
                        "roundrobin",
                        "concurrency",
                        4L,
                        "force_reregister",
                        true,
                        "disclose_caller",
                        true,
                        "forward_timeout",
                        true)))
                .isEqualTo(new RegisterOptions(
                        MatchPolicy.PREFIX, InvokePolicy.ROUNDROBIN, 4, true, true, true, List.of()));
        assertThat(CallOptions.from(
                        Map.of("receive_progress", true, "progress", true, "timeout", 1500L, "disclose_me", true)))
                .isEqualTo(new CallOptions(true, true, 1500, true, ForwardFor.NONE, Map.of()));
        assertThat(CancelOptions.from(Map.of("mode", "kill")).mode()).isEqualTo(CancelMode.KILL);
        assertThat(YieldOptions.from(Map.of("progress", true)).progress()).isTrue();
        assertThat(PublishOptions.from(
                        Map.of("acknowledge", true, "exclude_me", false, "disclose_me", true, "retain", true)))
                .isEqualTo(new PublishOptions(true, false, true, true, Receivers.EVERYONE, ForwardFor.NONE, Map.of()));
    }

    @Test
    void payload_passthru_needs_a_scheme() throws ProtocolViolation {
        Map<String, Object> passthru =
                Map.of("ppt_scheme", "x_mine", "ppt_serializer", "cbor", "ppt_cipher", "none", "ppt_keyid", "1");
        assertThat(YieldOptions.from(passthru).passthru()).isEqualTo(passthru);
        assertThat(YieldOptions.from(Map.of("ppt_scheme", "", "ppt_keyid", "1")).passthru())
                .isEmpty();
    }

    @Test
    void an_opaque_payload_needs_an_algorithm() throws ProtocolViolation {
        Payload opaque = Payload.opaque(WireFormat.CBOR, new byte[] {0x40}, 0, 1);
        Map<String, Object> told = Map.of("enc_algo", "cryptobox", "enc_serializer", "cbor", "enc_key", "k1");
        Map<String, Object> options = new HashMap<>(told);
        options.put("ppt_scheme", "x_mine");
        assertThat(PublishOptions.from(options, opaque).passthru()).isEqualTo(told);
        assertThat(CallOptions.from(options, opaque).passthru()).isEqualTo(told);
        assertThat(YieldOptions.from(options, opaque).passthru()).isEqualTo(told);
        assertThat(ErrorDetails.from(options, opaque).passthru()).isEqualTo(told);
        assertThat(PublishOptions.from(told).passthru()).isEmpty();
        for (Map<String, Object> without : List.of(
                Map.<String, Object>of(),
                Map.<String, Object>of("enc_algo", ""),
                Map.<String, Object>of("enc_algo", 1L))) {
            assertThatExceptionOfType(ProtocolViolation.class)
                    .isThrownBy(() -> PublishOptions.from(without, opaque))
                    .withMessageContaining("enc_algo");
        }
    }

    @Test
    void a_receiver_must_be_in_every_whitelist_and_in_no_blacklist() throws ProtocolViolation {
        Receivers receivers = Receivers.from(Map.of(
                "eligible",
                List.of(1L, 2L, 3L),
                "exclude",
                List.of(1L),
                "eligible_authrole",
                List.of("user"),
                "exclude_authid",
                List.of("eve")));
        assertThat(receivers.admit(2, "joe", "user")).isTrue();
        assertThat(receivers.admit(3, "joe", "user")).isTrue();
        assertThat(receivers.admit(1, "joe", "user")).isFalse();
        assertThat(receivers.admit(4, "joe", "user")).isFalse();
        assertThat(receivers.admit(2, "eve", "user")).isFalse();
        assertThat(receivers.admit(2, "joe", "admin")).isFalse();
    }

    @Test
    void an_empty_whitelist_admits_nobody_and_an_empty_blacklist_everybody() throws ProtocolViolation {
        for (String key : List.of("eligible", "eligible_authid", "eligible_authrole")) {
            assertThat(Receivers.from(Map.of(key, List.of())).admit(1, "joe", "user"))
                    .as(key)
                    .isFalse();
        }
        for (String key : List.of("exclude", "exclude_authid", "exclude_authrole")) {
            assertThat(Receivers.from(Map.of(key, List.of())).admit(1, "joe", "user"))
                    .as(key)
                    .isTrue();
        }
    }

    @Test
    void the_id_of_a_node_behind_a_link_has_at_most_255_characters() throws ProtocolViolation {
        String longest = "n".repeat(255);
        String tooLong = "n".repeat(256);
        assertThat(SubscribeOptions.from(Map.of("forward_for", List.of(longest)))
                        .forwardFor())
                .containsExactly(longest);
        assertThat(ForwardFor.from(Map.of("forward_for", List.of(Map.of("node", longest))))
                        .names(longest))
                .isTrue();
        List<Parser> parsers =
                List.of(PublishOptions::from, CallOptions::from, SubscribeOptions::from, RegisterOptions::from);
        for (Parser parser : parsers) {
            boolean isWay = parsers.indexOf(parser) < 2;
            Object way = isWay ? List.of(Map.of("node", tooLong)) : List.of(tooLong);
            assertThatExceptionOfType(ProtocolViolation.class)
                    .isThrownBy(() -> parser.parse(Map.of("forward_for", way)))
                    .withMessageContaining("255 characters");
        }
    }
}
