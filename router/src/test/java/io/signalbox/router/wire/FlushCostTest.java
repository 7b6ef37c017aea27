package io.signalbox.router.wire;

import static io.signalbox.router.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** How often a burst that arrives over a socket is written, in counts that are the same on every machine. */
class FlushCostTest {
    private static final int BURSTS = 100;
    private static final int BURST = 50;

    @Test
    void a_burst_is_written_in_few_flushes_and_leaves_nothing_reserved() throws IOException {
        try (SingleRealmHost host = SingleRealmHost.start(UnaryOperator.identity());
                PlainPeer publisher = PlainPeer.join(host.uri());
                PlainPeer subscriber = PlainPeer.join(host.uri())) {
            subscriber.send("[32,1,{},\"a.b\"]");
            assertThat(subscriber.receive()).startsWith("[33,");
            ByteArrayOutputStream burst = new ByteArrayOutputStream();
            for (int i = 1; i <= BURST; i++) {
                burst.writeBytes(PlainPeer.frame("[16," + i + ",{},\"a.b\",[1]]"));
            }
            long flushesBefore = host.counters.flushes.sum();
            for (int i = 0; i < BURSTS; i++) {
                publisher.write(burst.toByteArray());
                for (int j = 0; j < BURST; j++) {
                    assertThat(subscriber.receive()).startsWith("[36,");
                }
            }
            // A burst that takes long is flushed in between as well; without batching there is a flush per message.
            long flushes = host.counters.flushes.sum() - flushesBefore;
            assertThat(flushes).isLessThan(BURSTS * BURST / 5);
            await().until(() -> host.budget.reservedBytes() == 0);
        }
    }
}
