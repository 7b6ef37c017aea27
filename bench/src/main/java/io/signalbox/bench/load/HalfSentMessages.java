package io.signalbox.bench.load;

import io.signalbox.protocol.message.Published;
import io.signalbox.protocol.message.WampMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Scenario of hundreds of messages of 15 MiB that stop half-way. What the node holds of them stays below its limit.
 * Connections beyond the limit are closed with 1013, and the others can continue later.
 */
final class HalfSentMessages implements Overload {
    private static final int MESSAGE_BYTES = 15 << 20;
    private static final int PART_BYTES = 64 << 10;
    private static final int HALF_BYTES = MESSAGE_BYTES / 2 / PART_BYTES * PART_BYTES;

    /** Limit of the live heap: an eighth of 2 GiB, and what the node takes without the messages. */
    private static final long MOST_HEAP_MIB = 256 + 32;

    private static final long QUIET_MILLIS = 3_000;
    private static final long SENDING_MILLIS = 60_000;
    private static final long FINISH_MILLIS = 20_000;

    private static final String REFUSED = "ABORT signalbox.error.limit_exceeded, close 1013";

    private static final byte[] BEGIN = aligned("[16,1,{\"acknowledge\":true},\"com.bench.half\",[\"");
    private static final byte[] END = "\"]]".getBytes(StandardCharsets.US_ASCII);

    private final byte[] part = new byte[PART_BYTES];
    private int published;

    HalfSentMessages() {
        Arrays.fill(part, (byte) 'x');
    }

    /** Returns a text as bytes, behind as many spaces as make their number a multiple of four: only then the mask continues. */
    private static byte[] aligned(String text) {
        return (" ".repeat((4 - text.length() % 4) % 4) + text).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void play(Scene scene, BystanderProcess bystander) throws IOException {
        int count = scene.options().number("connections", 500);
        List<Scene.Member> senders = scene.join(count, this::received);
        for (Scene.Member sender : senders) {
            sender.client().sendBeginning(MESSAGE_BYTES, BEGIN);
            sender.client().sendFrom(new Part(HALF_BYTES));
        }
        scene.runUntil(() -> senders.stream().allMatch(HalfSentMessages::hasStopped), SENDING_MILLIS);
        scene.run(QUIET_MILLIS);
        List<Scene.Member> fitting =
                senders.stream().filter(one -> one.peer().isOpen()).toList();
        scene.verdict().figure("fit", fitting.size());
        scene.verdict().atMost("live heap in MiB meanwhile", scene.router().liveHeapMib(), MOST_HEAP_MIB);
        for (Scene.Member sender : fitting) {
            finish(scene, sender);
        }
        scene.verdict().atLeast("finished later", published, fitting.size() / 2);
        long refused =
                senders.stream().filter(one -> REFUSED.equals(one.peer().end())).count();
        scene.verdict().figure("closed with 1013", refused);
        scene.verdict().exactly("ended otherwise", count - published - refused, 0);
        int before = published;
        Scene.Member next = scene.join(this::received);
        next.client().sendBeginning(MESSAGE_BYTES, BEGIN);
        next.client().sendFrom(new Part(HALF_BYTES));
        scene.runUntil(() -> hasStopped(next), FINISH_MILLIS);
        finish(scene, next);
        scene.verdict().exactly("of one that comes when all are gone", published - before, 1);
    }

    private static boolean hasStopped(Scene.Member sender) {
        return !sender.peer().isOpen() || sender.client().isDrained();
    }

    private void finish(Scene scene, Scene.Member sender) throws IOException {
        int wanted = published + 1;
        int rest = MESSAGE_BYTES - BEGIN.length - HALF_BYTES;
        sender.client().sendFrom(new Part(rest));
        scene.runUntil(() -> hasStopped(sender), FINISH_MILLIS);
        byte[] last = Arrays.copyOf(part, rest % PART_BYTES);
        System.arraycopy(END, 0, last, last.length - END.length, END.length);
        sender.client().sendPart(last);
        scene.runUntil(() -> published >= wanted || !sender.peer().isOpen(), FINISH_MILLIS);
    }

    private void received(WampMessage message) {
        if (message instanceof Published) {
            published++;
        }
    }

    /** Returns the largest multiple of a part within a number of bytes. */
    private final class Part implements LoadClient.Source {
        private int parts;

        Part(int bytes) {
            parts = bytes / PART_BYTES;
        }

        @Override
        public void fill(LoadClient client) {
            if (parts == 0) {
                client.sendFrom(null);
            } else {
                parts--;
                client.sendPart(part);
            }
        }
    }
}
