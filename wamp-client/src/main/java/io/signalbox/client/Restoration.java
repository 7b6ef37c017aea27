package io.signalbox.client;

import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.RouterMessage;
import io.signalbox.protocol.message.Subscribed;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests of one session for all subscriptions and registrations of the sessions before. A request that the router refuses is
 * repeated with growing delays, until the session ends. Thread-safe.
 */
final class Restoration {
    private static final Logger LOG = LoggerFactory.getLogger(Restoration.class);

    private final ClientContext context;
    private final Requests requests;
    private final List<Restorable> items;
    private final Runnable done;
    private final AtomicInteger unanswered;

    /** @param done runs when the router has answered the first request for each item, unless the session ends before */
    Restoration(ClientContext context, Requests requests, List<Restorable> items, Runnable done) {
        this.context = context;
        this.requests = requests;
        this.items = items;
        this.done = done;
        unanswered = new AtomicInteger(items.size() + 1);
    }

    void begin() {
        for (Restorable item : items) {
            requests.append(new ItemRequest(item, 1), item::request, false);
        }
        requests.flush();
        answered();
    }

    private void answered() {
        if (unanswered.decrementAndGet() == 0) {
            done.run();
        }
    }

    /** One request for an item. */
    private final class ItemRequest implements PendingRequest {
        private final Restorable item;
        private final int attempt;

        ItemRequest(Restorable item, int attempt) {
            this.item = item;
            this.attempt = attempt;
        }

        @Override
        public boolean isAnswer(RouterMessage message) {
            return message instanceof Subscribed || message instanceof Registered;
        }

        @Override
        public void answered(RouterMessage answer) {
            item.restored(requests, id(answer));
            if (attempt == 1) {
                Restoration.this.answered();
            } else {
                LOG.info("the router accepts the {} again", item);
            }
        }

        private static long id(RouterMessage answer) {
            return answer instanceof Subscribed subscribed
                    ? subscribed.subscription()
                    : ((Registered) answer).registration();
        }

        @Override
        public void failed(WampException failure) {
            if (requests.isEnded()) {
                return;
            }
            if (attempt == 1) {
                LOG.warn(
                        "the router refuses the {} after a reconnect, and is asked again from time to time: {}",
                        item,
                        failure.getMessage());
            }
            item.refused(failure);
            context.retryDelays().after(attempt, this::retry);
            if (attempt == 1) {
                Restoration.this.answered();
            }
        }

        private void retry() {
            if (item.isWanted()) {
                requests.append(new ItemRequest(item, attempt + 1), item::request, false);
                requests.flush();
            }
        }
    }
}
