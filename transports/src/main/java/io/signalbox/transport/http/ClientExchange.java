package io.signalbox.transport.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * Exchange of the heads of a request and of its answer over an end point, which is upgraded to another protocol afterwards. Jetty
 * calls the exchange on one thread at a time.
 */
public final class ClientExchange extends AbstractConnection.NonBlocking
        implements Connection.UpgradeFrom, HttpParser.ResponseHandler {
    private static final int MAX_HEAD_BYTES = 8 * 1024;
    private static final int READ_BYTES = 4 * 1024;

    /** Record types 20 to 23 of TLS: an alert, for example, is type 21. */
    private static final int FIRST_TLS_RECORD = 20;

    private static final int LAST_TLS_RECORD = 23;

    /** Receiver of the outcome of an exchange. Only the first call counts. */
    public interface Outcome {

        /** Handles the head of the answer. The bytes behind the head are left for the next protocol. */
        void answered(EndPoint endPoint, int status, HttpFields headers);

        /** Handles the end of the stream, or a failure to read or write. {@code cause} may be null. */
        void closed(Throwable cause);

        /** Handles an answer that is not HTTP. {@code what} describes the answer and follows the name of the server. */
        void brokeProtocol(String what, Throwable cause);
    }

    private final String request;
    private final Outcome outcome;
    private final HttpParser parser = new HttpParser(this, MAX_HEAD_BYTES, HttpCompliance.RFC7230);
    private final HttpFields.Mutable headers = HttpFields.build();
    private final ByteBuffer in = ByteBuffer.allocate(READ_BYTES).limit(0);
    private int status;
    private boolean isAnswered;
    private boolean isOver;

    /** @param request the head with the empty line at its end */
    public ClientExchange(EndPoint endPoint, Executor executor, String request, Outcome outcome) {
        super(endPoint, executor);
        this.request = request;
        this.outcome = outcome;
    }

    @Override
    public void onOpen() {
        super.onOpen();
        getEndPoint()
                .write(
                        Callback.from(Invocable.InvocationType.NON_BLOCKING, this::fillInterested, outcome::closed),
                        ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Override
    public void onFillable() {
        try {
            while (!isAnswered && !isOver) {
                int filled = getEndPoint().fill(in.clear().limit(0));
                if (filled == 0) {
                    fillInterested();
                    return;
                }
                if (filled < 0) {
                    outcome.closed(null);
                    return;
                }
                parse();
            }
        } catch (IOException e) {
            outcome.closed(e);
            return;
        } catch (Throwable failure) {
            // The parser has no answer to a head that is too long.
            outcome.brokeProtocol("did not answer in HTTP", failure);
            return;
        }
        if (isAnswered) {
            outcome.answered(getEndPoint(), status, headers);
        }
    }

    private void parse() {
        int first = in.get(in.position());
        if (status == 0 && first >= FIRST_TLS_RECORD && first <= LAST_TLS_RECORD) {
            isOver = true;
            outcome.brokeProtocol("answered in TLS", null);
        }
        while (in.hasRemaining() && !isAnswered && !isOver) {
            parser.parseNext(in);
        }
    }

    /** Returns the bytes behind the answer. */
    @Override
    public ByteBuffer onUpgradeFrom() {
        return in;
    }

    @Override
    public void onFillInterestedFailed(Throwable cause) {
        outcome.closed(cause);
    }

    @Override
    public void onClose(Throwable cause) {
        super.onClose(cause);
        outcome.closed(cause);
    }

    @Override
    public void startResponse(HttpVersion version, int answered, String reason) {
        status = answered;
    }

    @Override
    public void parsedHeader(HttpField field) {
        headers.add(field);
    }

    /** Stops the parser at the end of the head, because the following bytes belong to the next protocol. */
    @Override
    public boolean headerComplete() {
        isAnswered = true;
        return true;
    }

    @Override
    public boolean content(ByteBuffer content) {
        return true;
    }

    @Override
    public boolean contentComplete() {
        return true;
    }

    @Override
    public boolean messageComplete() {
        return true;
    }

    @Override
    public void earlyEOF() {
        isOver = true;
        outcome.closed(null);
    }

    @Override
    public void badMessage(HttpException failure) {
        isOver = true;
        outcome.brokeProtocol("did not answer in HTTP: " + failure.getReason(), null);
    }
}
