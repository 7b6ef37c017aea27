package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Checklist C64 and C69. */
class RegistrationRevocationTest extends WireTest {
    private RawWampClient callee(boolean announces) {
        RawWampClient callee = connect();
        callee.asks(
                "[1, 'realm1', {'roles': {'callee': {'features': {'registration_revocation': %s}}}}]"
                        .formatted(announces),
                "[2, '*', '*']");
        return callee;
    }

    @Test
    void the_dealer_announces_it() {
        assertThat(connect()
                        .hello("realm1")
                        .at("/2/roles/dealer/features/registration_revocation")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void who_is_replaced_is_told() {
        RawWampClient before = callee(true);
        long registration = register(before, "revoked.told", "{'force_reregister': true}");
        RawWampClient after = callee(true);
        register(after, "revoked.told", "{'force_reregister': true}");
        before.receives("[67, 0, {'registration': %d, 'reason': 'wamp.error.unregistered'}]".formatted(registration));
        RawWampClient caller = join();
        caller.send("[48, 1, {}, 'revoked.told']");
        after.receives("[68, 1, '*', {}]");
        before.asks("[66, 2, %d]".formatted(registration), "[8, 66, 2, {}, 'wamp.error.no_such_registration', '*']");
    }

    @Test
    void who_did_not_announce_it_is_replaced_without_a_word() {
        RawWampClient before = callee(false);
        register(before, "revoked.silent", "{'force_reregister': true}");
        register(callee(true), "revoked.silent", "{'force_reregister': true}");
        before.hasNothingMore();
    }

    @Test
    void who_did_not_opt_in_is_not_replaced() {
        RawWampClient before = callee(true);
        register(before, "revoked.kept", "{}");
        callee(true)
                .asks(
                        "[64, 1, {'force_reregister': true}, 'revoked.kept']",
                        "[8, 64, 1, {}, 'wamp.error.procedure_already_exists', '*']");
        before.hasNothingMore();
    }
}
