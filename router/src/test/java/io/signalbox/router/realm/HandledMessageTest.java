package io.signalbox.router.realm;

import static io.signalbox.router.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory of the last message of a lane. */
class HandledMessageTest {
    private final RealmFixture fixture = new RealmFixture();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_message_that_has_been_handled_is_not_kept_alive(boolean fails) {
        Lane lane = new Lane(null, fixture.realm().loop(), fixture.timers);
        WeakReference<Entry> handled = handled(lane, fails);
        await().until(() -> {
            System.gc();
            return handled.refersTo(null);
        });
        assertThat(lane.run()).isOne();
    }

    /** Has a lane queue an entry, and handle the entry once it is ready. */
    private WeakReference<Entry> handled(Lane lane, boolean fails) {
        Entry entry = new Entry(fails);
        fixture.realm().loop().submit("a message", () -> lane.admits(entry));
        fixture.workers.runAll();
        entry.isReady = true;
        entry.then.run();
        fixture.workers.runAll();
        assertThat(entry.steps).containsExactlyElementsOf(fails ? List.of("proceed", "failed") : List.of("proceed"));
        return new WeakReference<>(entry);
    }

    private static final class Entry implements Lane.Entry {
        final List<String> steps = new ArrayList<>();
        private final boolean fails;
        private boolean isReady;
        private Runnable then;

        Entry(boolean fails) {
            this.fails = fails;
        }

        @Override
        public boolean isReady() {
            return isReady;
        }

        @Override
        public void whenReady(Runnable task) {
            then = task;
        }

        @Override
        public int proceed() {
            steps.add("proceed");
            if (fails) {
                throw new IllegalStateException("scripted");
            }
            return 1;
        }

        @Override
        public int run() {
            return 1;
        }

        @Override
        public void failed(Throwable failure) {
            steps.add("failed");
        }
    }
}
