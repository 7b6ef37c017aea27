package io.signalbox.bench.load;

import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.WampMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/**
 * Session that sends costly messages, at a rate that leaves CPU of the load's core for the bystander, and
 * reconnects when it is closed. Confined to the loop of its scene.
 */
final class CostlyPeer {
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

    /** Number of messages after which the session ends by itself: the end of a session is part of the load. */
    private static final int MESSAGES_PER_SESSION = 40;

    private final Scene scene;
    private final Serializer serializer;
    private final boolean batched;
    private final CostlyMessages messages;
    private Scene.Member member;
    private LoadClient hello;
    private long dueNanos;
    private long sent;
    private long sentBytes;
    private long errors;
    private long restarts;

    CostlyPeer(Scene scene, Serializer serializer, boolean batched, int headBytes) {
        this.scene = scene;
        this.serializer = serializer;
        this.batched = batched;
        this.messages = new CostlyMessages(serializer, batched, headBytes);
    }

    void goOn(long nowNanos) {
        try {
            if (nowNanos < dueNanos) {
                return;
            }
            if (member == null || !member.peer().isOpen()) {
                dueNanos = nowNanos + PACE_NANOS;
                begin();
            } else if (member.peer().isJoined() && member.client().isDrained()) {
                dueNanos = nowNanos + PACE_NANOS;
                sendNext();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void begin() throws IOException {
        member = scene.begin(serializer, batched, message -> {
            if (message instanceof ErrorMessage) {
                errors++;
            }
        });
        restarts++;
    }

    private void sendNext() throws IOException {
        sent++;
        if (sent % MESSAGES_PER_SESSION == 0) {
            member.client().cut();
            begin();
            greetAtLength();
            return;
        }
        sentBytes += messages.sendNext(member.client());
    }

    /** Opens a further connection, whose HELLO has the maximum length. */
    private void greetAtLength() throws IOException {
        if (hello != null) {
            hello.cut();
        }
        hello = scene.connect(serializer, batched, new LoadClient.Handler() {
            @Override
            public void onOpen(LoadClient client) {
                sentBytes += messages.sendLongHello(client);
            }

            @Override
            public void onMessage(LoadClient client, WampMessage message) {}

            @Override
            public void onClosed(LoadClient client, String why) {}
        });
    }

    Serializer serializer() {
        return serializer;
    }

    boolean isBatched() {
        return batched;
    }

    long sent() {
        return sent;
    }

    long sentBytes() {
        return sentBytes;
    }

    long errors() {
        return errors;
    }

    long restarts() {
        return restarts;
    }
}
