package io.signalbox.transport.rawsocket;

import io.signalbox.protocol.codec.Subprotocol;
import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connection.FrameLog;
import io.signalbox.transport.connection.FramedConnection;
import io.signalbox.transport.connection.MessageFormat;
import io.signalbox.transport.io.Admission;
import io.signalbox.transport.io.PeerAddress;
import io.signalbox.transport.io.RoundEndPoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * Server side of the opening handshake (spec: RawSocket Transport): reads four octets, answers with four octets, and
 * upgrades the end point to a {@link FramedConnection}.
 */
final class RawSocketHandshake extends AbstractConnection.NonBlocking
        implements Connection.UpgradeTo, Connection.UpgradeFrom {
    static final int MAGIC = 0x7F;

    /** Error codes of the handshake. */
    private enum Refusal {
        SERIALIZER_UNSUPPORTED(1),
        RESERVED_BITS_USED(3),
        NO_MORE_CONNECTIONS(4);

        private final int code;

        Refusal(int code) {
            this.code = code;
        }
    }

    private static final int OCTETS = 4;
    private static final int BUFFER_BYTES = 4 * 1024;

    private final Admission admission;
    private final RawSocketProtocol protocol;
    private final RawSocketSettings settings;
    private final TransportCounters counters;
    private ByteBuffer read = ByteBuffer.allocate(BUFFER_BYTES).flip();
    private boolean isRefused;

    RawSocketHandshake(EndPoint endPoint, Connector connector, RawSocketProtocol protocol) {
        super(endPoint, connector.getExecutor());
        admission = (Admission) connector;
        this.protocol = protocol;
        this.settings = protocol.settings();
        this.counters = protocol.counters();
    }

    @Override
    public void onUpgradeTo(ByteBuffer bytes) {
        if (bytes != null) {
            int room = Math.max(BUFFER_BYTES, bytes.remaining());
            read = ByteBuffer.allocate(room).put(bytes).flip();
        }
    }

    @Override
    public ByteBuffer onUpgradeFrom() {
        return read.hasRemaining() ? read : null;
    }

    @Override
    public void onOpen() {
        super.onOpen();
        proceed();
    }

    @Override
    public void onFillable() {
        int filled;
        try {
            filled = getEndPoint().fill(read);
        } catch (IOException e) {
            filled = -1;
        }
        if (filled < 0) {
            getEndPoint().close();
        } else {
            proceed();
        }
    }

    private void proceed() {
        if (isRefused) {
            // Closing with unread bytes would reset the connection before the peer has read the answer.
            read.clear().flip();
            fillInterested();
        } else if (read.hasRemaining() && (read.get(0) & 0xFF) != MAGIC) {
            counters.handshakesRefused.increment();
            getEndPoint().close();
        } else if (read.remaining() < OCTETS) {
            fillInterested();
        } else {
            read.get();
            judge(read.get() & 0xFF, read.getShort());
        }
    }

    private void judge(int limitAndSerializer, int reserved) {
        WireFormat format = format(limitAndSerializer & 0xF);
        if (reserved != 0) {
            refuse(Refusal.RESERVED_BITS_USED);
        } else if (format == null || !protocol.formats().contains(format)) {
            refuse(Refusal.SERIALIZER_UNSUPPORTED);
        } else if (admission.refusesAll() || !admission.hasRoom()) {
            counters.connectionsRefused.increment();
            refuse(Refusal.NO_MORE_CONNECTIONS);
        } else {
            accept(format, limitAndSerializer);
        }
    }

    private static WireFormat format(int serializer) {
        return switch (serializer) {
            case 1 -> WireFormat.JSON;
            case 2 -> WireFormat.MSGPACK;
            case 3 -> WireFormat.CBOR;
            default -> null;
        };
    }

    /** Returns the number of a serializer in the handshake. */
    static int serializer(WireFormat format) {
        return switch (format) {
            case JSON -> 1;
            case MSGPACK -> 2;
            case CBOR -> 3;
        };
    }

    /** Sends the error, ends the output and reads up to the end of the stream or the handshake timeout. */
    private void refuse(Refusal refusal) {
        isRefused = true;
        counters.handshakesRefused.increment();
        answer(refusal.code << 4, () -> {
            getEndPoint().shutdownOutput();
            proceed();
        });
    }

    private void accept(WireFormat format, int limitAndSerializer) {
        LengthExponent announced = settings.announced();
        LengthExponent peers = new LengthExponent(limitAndSerializer >> 4);
        int serializer = limitAndSerializer & 0xF;
        RoundEndPoint.below(getEndPoint()).endHandshakeTimeout();
        answer(announced.nibble() << 4 | serializer, () -> {
            PeerInfo peer = peer(format);
            RawSocketFraming framing = new RawSocketFraming(
                    announced.bytes(), peers.bytes(), protocol.debug() ? new FrameLog(peer) : null);
            FramedConnection connection = new FramedConnection(
                    getEndPoint(),
                    getExecutor(),
                    peer,
                    MessageFormat.withClient(new Subprotocol(format, false), protocol.context()),
                    framing,
                    protocol.context());
            getEndPoint().upgrade(connection.jetty());
        });
    }

    private void answer(int octet, Runnable then) {
        Callback callback = Callback.from(Invocable.InvocationType.NON_BLOCKING, then, failure -> getEndPoint()
                .close());
        ByteBuffer octets = ByteBuffer.allocate(OCTETS);
        octets.put((byte) MAGIC).put((byte) octet).putShort((short) 0).flip();
        getEndPoint().write(callback, octets);
    }

    private PeerInfo peer(WireFormat format) {
        return new PeerInfo(
                protocol.listener(),
                "rawsocket",
                PeerAddress.text(getEndPoint().getRemoteSocketAddress()),
                format,
                getEndPoint().isSecure(),
                Map.of(),
                "",
                "",
                RoundEndPoint.tls(getEndPoint()),
                RoundEndPoint.proxyTls(getEndPoint()),
                Optional.empty());
    }

    @Override
    public boolean onIdleExpired(TimeoutException expired) {
        return true;
    }
}
