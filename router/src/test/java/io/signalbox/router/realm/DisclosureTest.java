package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.Decision;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Spec: Publisher Identification, Caller Identification. */
class DisclosureTest {
    private static final Map<String, Object> DISCLOSE_ME = Map.of("disclose_me", true);
    private final RealmFixture fixture = new RealmFixture();

    @Test
    void a_publisher_is_not_disclosed_by_default() {
        ScriptedPeer subscriber = fixture.joins();
        subscriber.subscribes("a.b");
        fixture.joins().publishes("a.b");

        assertThat(subscriber.receivesEvent().details()).isEmpty();
    }

    @Test
    void disclose_me_is_honoured() {
        ScriptedPeer subscriber = fixture.joins();
        subscriber.subscribes("a.b");
        ScriptedPeer publisher = fixture.joins().publishes("a.b", DISCLOSE_ME);

        assertThat(subscriber.receivesEvent().details())
                .containsEntry("publisher", publisher.sessionId)
                .containsEntry("publisher_authrole", "anonymous")
                .containsOnlyKeys("publisher", "publisher_authid", "publisher_authrole");
    }

    @Test
    void a_realm_that_refuses_disclosure_answers_with_an_error_and_dispatches_nothing() {
        fixture.refusesDiscloseMe = true;
        ScriptedPeer subscriber = fixture.joins();
        subscriber.subscribes("a.b");
        ScriptedPeer publisher = fixture.joins();

        publisher.publishes("a.b", Map.of("disclose_me", true, "acknowledge", true));
        publisher.receivesError(MessageType.PUBLISH, ErrorUri.OPTION_DISALLOWED_DISCLOSE_ME);
        publisher.publishes("a.b", DISCLOSE_ME);
        publisher.receivesNothing();
        subscriber.receivesNothing();
    }

    @Test
    void a_rule_discloses_whatever_the_client_and_the_realm_say() {
        fixture.refusesDiscloseMe = true;
        fixture.role(
                "known",
                (action, uri, match) -> action == Action.PUBLISH ? Decision.ALLOWED_AND_DISCLOSED : Decision.ALLOWED);
        ScriptedPeer subscriber = fixture.joins();
        subscriber.subscribes("a.b");
        ScriptedPeer publisher = fixture.joins("known");

        publisher.publishes("a.b");
        assertThat(subscriber.receivesEvent().details()).containsEntry("publisher", publisher.sessionId);
        publisher.publishes("a.b", DISCLOSE_ME);
        assertThat(subscriber.receivesEvent().details()).containsEntry("publisher", publisher.sessionId);
    }
}
