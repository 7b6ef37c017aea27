package io.signalbox.router.wire;

import org.junit.jupiter.api.Test;

/** Ids as floats without a fraction: JavaScript packs them so in binary formats, and in JSON they are no integers. */
class IntegralFloatTest extends MetaWireTest {

    @Test
    void an_option_takes_them_from_binary_formats_only() {
        Member subscriber = member();
        subscribe(subscriber.client(), "float.topic", "{}");
        RawWampClient publisher = join("administered");
        publisher.send("[16, 1, {'eligible': [%d.0]}, 'float.topic']".formatted(subscriber.id()));
        if (wire == Wire.JSON) {
            publisher.isAborted("wamp.error.protocol_violation");
        } else {
            subscriber.client().receives("[36, '*', '*', {}]");
        }
        subscriber.client().hasNothingMore();
    }

    @Test
    void a_timeout_with_a_fraction_is_a_violation_everywhere() {
        RawWampClient caller = join();
        caller.send("[48, 1, {'timeout': 1000.5}, 'float.procedure']");
        caller.isAborted("wamp.error.protocol_violation");
    }

    @Test
    void a_procedure_of_the_router_takes_them_from_binary_formats_only() {
        Member member = member();
        String id = "[%d.0]".formatted(member.id());
        if (wire == Wire.JSON) {
            member.fails("wamp.session.get", id, "wamp.error.invalid_argument");
        } else {
            member.gets("wamp.session.get", id, "['*']");
        }
    }

    @Test
    void a_filter_of_the_history_takes_them_from_binary_formats_only() {
        Member member = member("history");
        long id = subscribe(member.client(), "history.never", "{}");
        String filtered = "[%d], {'limit': 2.0}".formatted(id);
        if (wire == Wire.JSON) {
            member.fails("wamp.subscription.get_events", filtered, "wamp.error.invalid_argument");
        } else {
            member.calls("wamp.subscription.get_events", filtered, "[50, 900, {}]");
        }
    }

    @Test
    void a_testament_keeps_the_floats_of_its_event() {
        Member member = member();
        subscribe(member.client(), "float.testament", "{}");
        Member owner = member();
        owner.client()
                .asks(
                        "[48, 1, {}, 'wamp.session.add_testament', ['float.testament', [5.0], {}],"
                                + " {'publish_options': {'exclude': [%s]}}]"
                                        .formatted(wire == Wire.JSON ? "4711" : "4711.0"),
                        "[50, 1, {}]");
        leaves(owner);
        member.client().receives("[36, '*', '*', {}, [5.0]]");
    }
}
