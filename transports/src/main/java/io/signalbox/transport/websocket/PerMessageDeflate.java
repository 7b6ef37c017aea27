package io.signalbox.transport.websocket;

import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.transport.connection.FrameInput;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/**
 * Extension permessage-deflate of one connection (RFC 7692 section 7, The "permessage-deflate" Extension), in either role: the
 * decompressor of the messages of the peer, the compressor of the own messages, and the memory of both.
 *
 * <p>Thread safety: one thread at a time reads, one thread at a time writes, and any thread may end the object.
 */
public final class PerMessageDeflate {
    private final DeflateMemory memory;
    private final DeflateMemory.Share share;
    private final MessageInflater inflater;
    private final MessageDeflater deflater;

    /**
     * Begins the use of an extension that has been agreed on.
     *
     * @param share the memory of the connection, which {@link #end} releases
     * @param takesOver whether the own messages may refer to earlier ones
     * @param peerTakesOver whether the messages of the peer may refer to earlier ones
     */
    PerMessageDeflate(
            DeflateMemory memory,
            DeflateMemory.Share share,
            boolean takesOver,
            boolean peerTakesOver,
            DeflateSettings settings) {
        this.memory = memory;
        this.share = share;
        inflater = new MessageInflater(peerTakesOver, memory.counters());
        deflater = new MessageDeflater(takesOver, settings, memory);
        memory.counters().compressed.increment();
    }

    /**
     * Agrees on the extension with a client that offers it, and sets the header of the answer.
     *
     * @return empty if no offer can be kept, or too little memory is left. Otherwise the caller has to {@link #end} the object, also
     *     if the answer cannot be sent
     */
    public static Optional<PerMessageDeflate> agree(
            Request request, Response response, DeflateSettings settings, DeflateMemory memory) {
        // The raw values, because a list of Jetty would lose the quotation marks and the order of the offers.
        List<String> headers = request.getHeaders().getFields(HttpHeader.SEC_WEBSOCKET_EXTENSIONS).stream()
                .map(HttpField::getValue)
                .toList();
        Optional<DeflateTerms> wanted = DeflateTerms.choose(DeflateParameters.offers(headers), settings);
        Optional<DeflateMemory.Share> granted = wanted.flatMap(terms -> memory.reserve(terms.serverTakesOver()));
        if (granted.isEmpty()) {
            return Optional.empty();
        }
        DeflateMemory.Share share = granted.get();
        try {
            DeflateTerms terms = share.takesOver()
                    ? wanted.orElseThrow()
                    : wanted.orElseThrow().withoutServerTakeover();
            response.getHeaders()
                    .put(HttpHeader.SEC_WEBSOCKET_EXTENSIONS, terms.answer().headerValue());
            return Optional.of(
                    new PerMessageDeflate(memory, share, terms.serverTakesOver(), terms.clientTakesOver(), settings));
        } catch (Throwable failure) {
            share.release();
            throw failure;
        }
    }

    InflatingInput input(FrameReader frames) {
        return new InflatingInput(frames, inflater, memory);
    }

    /**
     * Returns the input of text and binary messages of the peer. {@link FrameInput#isRightKind} is true for text.
     *
     * @param isMasked whether the peer has to mask its frames: clients have to, servers must not
     * @param maxFrameBytes maximum payload of a data frame, before it is decompressed
     */
    public FrameInput input(boolean isMasked, long maxFrameBytes) {
        return input(new FrameReader(isMasked, FrameReader.TEXT, maxFrameBytes, true, null));
    }

    public MessageDeflater deflater() {
        return deflater;
    }

    /** Frees the memory. Thread-safe and idempotent. */
    public void end() {
        new AllSteps()
                .then(inflater::end)
                .then(deflater::end)
                .then(share::release)
                .rethrow();
    }
}
