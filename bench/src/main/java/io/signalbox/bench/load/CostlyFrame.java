package io.signalbox.bench.load;

import io.signalbox.protocol.codec.BatchFraming;
import io.signalbox.protocol.codec.ByteSink;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Messages that a client sends together. They are encoded, framed and masked once, so that sending them again costs
 * the load little more than the system calls. Request ids and numbers in topics are written into the bytes before
 * each sending.
 *
 * <p>Confined to the loop of its scene. One client at a time sends the messages.
 */
final class CostlyFrame implements LoadClient.Source {
    /** First request id. All following ids have the same number of digits, and eight bytes in the binary formats. */
    private static final long FIRST_ID = 1L << 40;

    private static final int TOPIC_DIGITS = 3;
    private static final int PART_BYTES = 128 << 10;

    /** Position in the frames whose content changes. {@code phase} is its index in the payload of its frame. */
    private record Slot(int at, int phase, int length) {}

    private final Serializer serializer;
    private final List<Slot> ids = new ArrayList<>();
    private final List<Slot> topicNumbers = new ArrayList<>();
    private final byte[] bytes;
    private int sent;

    /**
     * @param messages create a message with a request id
     * @param topicPrefix part of a topic in front of the number, whose placeholder is {@code 000}
     */
    CostlyFrame(Serializer serializer, boolean batched, List<LongFunction<WampMessage>> messages, String topicPrefix) {
        this.serializer = serializer;
        ByteSink frames = new ByteSink(1024);
        ByteSink payload = new ByteSink(1024);
        BatchFraming batches = batched ? new BatchFraming(serializer.format()) : null;
        for (LongFunction<WampMessage> message : messages) {
            int begin = batched ? batches.begin(payload) : 0;
            serializer.encode(message.apply(FIRST_ID), payload);
            if (batched) {
                batches.end(payload, begin);
            } else {
                add(payload, frames, topicPrefix);
                payload.clear();
            }
        }
        if (batched) {
            add(payload, frames, topicPrefix);
        }
        bytes = frames.toByteArray();
    }

    private void add(ByteSink payload, ByteSink frames, String topicPrefix) {
        ClientFrames.head(LoadClient.opcode(serializer.format()), payload.size(), frames);
        int begin = frames.size();
        byte[] topic = topicPrefix.getBytes(StandardCharsets.US_ASCII);
        byte[] id = encoded(FIRST_ID);
        find(payload, id, 0, id.length, begin, ids);
        find(payload, topic, topic.length, TOPIC_DIGITS, begin, topicNumbers);
        ClientFrames.mask(payload.array(), payload.size(), frames);
    }

    private static void find(ByteSink payload, byte[] what, int behind, int length, int begin, List<Slot> slots) {
        byte[] in = payload.array();
        for (int i = 0; i + behind + length <= payload.size(); i++) {
            if (in[i] == what[0] && Arrays.equals(in, i, i + what.length, what, 0, what.length)) {
                slots.add(new Slot(begin + i + behind, i + behind, length));
            }
        }
    }

    private byte[] encoded(long id) {
        return serializer.format() == WireFormat.JSON
                ? Long.toString(id).getBytes(StandardCharsets.US_ASCII)
                : ByteBuffer.allocate(Long.BYTES).putLong(id).array();
    }

    /**
     * Starts to send the frames.
     *
     * @param used number of request ids and topics that earlier frames of the same peer have used
     * @return the number that is used now
     */
    long send(LoadClient client, long used) {
        long next = renew(used);
        sent = 0;
        client.sendFrom(this);
        return next;
    }

    /** Writes the request ids and topics that follow the used ones, and returns the number that is used now. */
    long renew(long used) {
        long next = used;
        for (Slot slot : ids) {
            write(slot, encoded(FIRST_ID + next++));
        }
        for (int i = 0; i < topicNumbers.size(); i++) {
            String number = "%03d".formatted((used + i) % CostlyMessages.RETAINED_TOPICS);
            write(topicNumbers.get(i), number.getBytes(StandardCharsets.US_ASCII));
        }
        return next;
    }

    /** Returns a copy of the frames. */
    byte[] bytes() {
        return bytes.clone();
    }

    private void write(Slot slot, byte[] content) {
        for (int i = 0; i < slot.length; i++) {
            bytes[slot.at + i] = ClientFrames.masked(content[i], slot.phase + i);
        }
    }

    @Override
    public void fill(LoadClient client) {
        int part = Math.min(PART_BYTES, bytes.length - sent);
        client.write(bytes, sent, part);
        sent += part;
        if (sent == bytes.length) {
            client.sendFrom(null);
        }
    }

    int length() {
        return bytes.length;
    }
}
