package io.signalbox.router.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.session.SubscriptionDetails;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SubscriptionTest {

    @Test
    void it_holds_whoever_joined_and_has_not_left() {
        Subscription subscription = new Subscription(new SubscriptionDetails(1, 0, "a.b", MatchPolicy.EXACT), null);
        List<Subscriber> expected = new ArrayList<>();
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            // Joins prevail first, leaves later.
            boolean joins = random.nextInt(10_000) > i / 2 + 2_000;
            if (joins || expected.isEmpty()) {
                Subscriber subscriber = new Subscriber(null, subscription, List.of());
                subscription.add(subscriber);
                expected.add(subscriber);
            } else {
                subscription.remove(expected.remove(random.nextInt(expected.size())));
            }
        }

        List<Subscriber> held = new ArrayList<>();
        for (int slot = 0; slot < subscription.size(); slot++) {
            held.add(subscription.subscriber(slot));
        }
        assertThat(held).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void it_is_empty_when_the_last_has_left() {
        Subscription subscription = new Subscription(new SubscriptionDetails(1, 0, "a.", MatchPolicy.PREFIX), null);
        Subscriber subscriber = new Subscriber(null, subscription, List.of());
        subscription.add(subscriber);
        subscription.remove(subscriber);

        assertThat(subscription.isEmpty()).isTrue();
        assertThat(subscription.isPattern()).isTrue();
    }
}
