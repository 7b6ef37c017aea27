package io.signalbox.gateway.relay;

import io.signalbox.transport.connection.FramingViolation;
import java.nio.ByteBuffer;

/**
 * Way of the messages of one leg to the other one, of which either may be compressed. Frames of two legs without compression pass as
 * they are. As long as the other leg is not connected, and may become compressed, messages pass piece by piece.
 *
 * <p>Confined to the thread that reads the leg.
 */
final class CompressiblePassage implements Passage {
    private final Leg from;
    private final Leg to;
    private final RelayTerms terms;
    private final ThreadLocal<PassageScratch> scratches;

    /** Null before the first input. */
    private Passage current;

    /** The current passage, if the other leg was not connected when the passage was chosen; otherwise null. */
    private DeflatePassage provisional;

    CompressiblePassage(Leg from, Leg to, RelayTerms terms, ThreadLocal<PassageScratch> scratches) {
        this.from = from;
        this.to = to;
        this.terms = terms;
        this.scratches = scratches;
    }

    @Override
    public boolean pass(ByteBuffer in) throws FramingViolation {
        if (current == null || provisional != null && provisional.isReplaceable() && to.isConnected()) {
            choose();
        }
        return current.pass(in);
    }

    private void choose() {
        provisional = null;
        boolean isSettled = to.isConnected();
        if (isSettled && from.deflate() == null && to.deflate() == null) {
            boolean isMasked = from.side() == Side.CLIENT;
            current = new FramePassage(
                    isMasked, terms.of(from.side()), terms.of(to.side()).fragmentBytes(), to.output(), from);
        } else {
            DeflatePassage pieces = new DeflatePassage(from, to, terms, from.round(), scratches);
            current = pieces;
            provisional = isSettled ? null : pieces;
        }
    }

    @Override
    public boolean hasTraffic() {
        return current.hasTraffic();
    }

    @Override
    public boolean hasMore(ByteBuffer in) {
        return current.hasMore(in);
    }
}
