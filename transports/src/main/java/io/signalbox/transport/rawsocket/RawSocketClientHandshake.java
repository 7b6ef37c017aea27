package io.signalbox.transport.rawsocket;

import static io.signalbox.protocol.connection.ConnectFailure.Kind.BUSY;
import static io.signalbox.protocol.connection.ConnectFailure.Kind.PROTOCOL;
import static io.signalbox.protocol.connection.ConnectFailure.Kind.SERIALIZER;

import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.transport.connection.ClientOpening;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * Client side of the opening handshake (spec: RawSocket Transport): sends four octets, reads four octets, and upgrades the end
 * point to the connection. Jetty calls the handshake on one thread at a time.
 */
final class RawSocketClientHandshake extends AbstractConnection.NonBlocking implements Connection.UpgradeFrom {
    private static final int OCTETS = 4;
    private static final int BUFFER_BYTES = 4 * 1024;
    private static final int NIBBLE = 0xF;
    private static final String CORRECT_URL = "name a port with a RawSocket server in the URL";

    private final ClientOpening<WampConnection> opening;
    private final RawSocketClient client;
    private final ByteBuffer read = ByteBuffer.allocate(BUFFER_BYTES).limit(0);

    RawSocketClientHandshake(
            EndPoint endPoint, Executor executor, ClientOpening<WampConnection> opening, RawSocketClient client) {
        super(endPoint, executor);
        this.opening = opening;
        this.client = client;
    }

    @Override
    public void onOpen() {
        super.onOpen();
        int octet = client.announced().nibble() << 4 | RawSocketHandshake.serializer(client.format());
        ByteBuffer request = ByteBuffer.allocate(OCTETS)
                .put((byte) RawSocketHandshake.MAGIC)
                .put((byte) octet)
                .putShort((short) 0)
                .flip();
        getEndPoint()
                .write(
                        Callback.from(Invocable.InvocationType.NON_BLOCKING, this::fillInterested, this::closed),
                        request);
    }

    @Override
    public void onFillable() {
        try {
            int filled = 1;
            while (filled > 0 && read.remaining() < OCTETS && !isOtherProtocol()) {
                filled = getEndPoint().fill(read);
            }
            if (isOtherProtocol()) {
                refuseProtocol();
            } else if (read.remaining() >= OCTETS) {
                read.get();
                judge(read.get() & 0xFF, read.getShort());
            } else if (filled < 0) {
                closed(null);
            } else {
                fillInterested();
            }
        } catch (IOException e) {
            closed(e);
        }
    }

    private boolean isOtherProtocol() {
        return read.hasRemaining() && (read.get(read.position()) & 0xFF) != RawSocketHandshake.MAGIC;
    }

    private void refuseProtocol() {
        String speaks =
                switch (read.get(read.position())) {
                    case 'H' -> "answered in HTTP";
                    // The record types of an alert and of a handshake.
                    case 21, 22 -> "answered in TLS";
                    default -> "did not answer in RawSocket";
                };
        opening.fail(PROTOCOL, speaks, CORRECT_URL, null);
    }

    private void judge(int octet, int reserved) {
        int serializer = octet & NIBBLE;
        int high = octet >> 4;
        if (serializer == 0) {
            refused(high);
        } else if (serializer != RawSocketHandshake.serializer(client.format()) || reserved != 0) {
            opening.fail(
                    PROTOCOL,
                    "answered the RawSocket handshake with another serializer, or used reserved bits",
                    "report the defect of the server",
                    null);
        } else {
            LengthExponent peers = new LengthExponent(high);
            opening.open(getEndPoint(), () -> client.connection(getEndPoint(), getExecutor(), peers)
                    .opened());
        }
    }

    /** @param code the error code of the handshake */
    private void refused(int code) {
        switch (code) {
            case 1 ->
                opening.fail(
                        SERIALIZER,
                        "does not accept the serializer " + client.format().wireName(),
                        "offer a serializer that the router has",
                        null);
            case 2 ->
                opening.fail(
                        PROTOCOL,
                        "does not accept messages of " + client.announced().bytes() + " bytes",
                        "lower the maximum message size of this side",
                        null);
            case 4 ->
                opening.fail(
                        BUSY,
                        "has no room for another connection",
                        "wait, or raise the limit of connections of the server",
                        null);
            default ->
                opening.fail(
                        PROTOCOL,
                        "refused the RawSocket handshake with the error code " + code,
                        "look for the reason in the log of the server",
                        null);
        }
    }

    private void closed(Throwable cause) {
        opening.failByClose("RawSocket", CORRECT_URL + "; a server that expects TLS needs an rss URL", cause);
    }

    /** Returns the bytes behind the answer. */
    @Override
    public ByteBuffer onUpgradeFrom() {
        return read.hasRemaining() ? read : null;
    }

    @Override
    public void onFillInterestedFailed(Throwable cause) {
        closed(cause);
    }

    @Override
    public void onClose(Throwable cause) {
        super.onClose(cause);
        closed(cause);
    }
}
