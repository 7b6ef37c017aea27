package io.signalbox.router.session;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.RouterMessage;

/**
 * A session that has joined a realm. What its connection throws ends this session and does not reach the one that is
 * being served. Confined to the realm's loop, but for its final fields.
 */
public final class RouterSession {
    private final long id;
    private final Principal principal;
    private final ClientFeatures features;
    private final WampConnection connection;
    private final RealmOutput output;
    private final Reading reading;
    private long lastInvocation;
    private boolean open = true;

    /** Null in a realm without contracts. */
    private ResultRules resultRules;

    public RouterSession(
            long id, Principal principal, ClientFeatures features, WampConnection connection, RealmOutput output) {
        this(id, principal, features, connection, output, new Reading(connection));
    }

    /** @param reading the reading of {@code connection}, which others may pause as well */
    public RouterSession(
            long id,
            Principal principal,
            ClientFeatures features,
            WampConnection connection,
            RealmOutput output,
            Reading reading) {
        this.id = id;
        this.principal = principal;
        this.features = features;
        this.connection = connection;
        this.output = output;
        this.reading = reading;
    }

    public long id() {
        return id;
    }

    public Principal principal() {
        return principal;
    }

    public RouterRole role() {
        return principal.role();
    }

    /** Whether it is a part of the router: no limit is meant for it, and it may know who calls. */
    public boolean isInternal() {
        return principal.role() == RouterRole.ROUTER;
    }

    public ClientFeatures features() {
        return features;
    }

    public WampConnection connection() {
        return connection;
    }

    /** The next id of the router's own requests to this session: 1, 2, 3 … (checklist A39). */
    public long nextInvocation() {
        return ++lastInvocation;
    }

    /** The highest id that {@link #nextInvocation} gave out; zero before the first. */
    public long lastInvocation() {
        return lastInvocation;
    }

    /** Notes what its results must look like, before it joins. */
    public void holdResultsTo(ResultRules rules) {
        resultRules = rules;
    }

    /** What its results must look like; null in a realm without contracts. */
    public ResultRules resultRules() {
        return resultRules;
    }

    /** Appends a message that only this session gets. */
    public void send(RouterMessage message) {
        send(OutboundFrame.single(message));
    }

    /** Appends a frame that other sessions get as well. */
    public void send(OutboundFrame frame) {
        // The connection may have got another session by now.
        if (open) {
            try {
                output.send(connection, frame);
            } catch (Throwable failure) {
                output.failed(this, failure);
            }
        }
    }

    /** Stops reading from this session until {@link #resumeAfterPendingCalls()}, or for the longest pause allowed. */
    public void pauseForPendingCalls() {
        try {
            reading.pauseForPendingCalls();
        } catch (Throwable failure) {
            output.failed(this, failure);
        }
    }

    public void resumeAfterPendingCalls() {
        try {
            reading.resumeAfterPendingCalls();
        } catch (Throwable failure) {
            output.failed(this, failure);
        }
    }

    /** Whether its client does not read what it is sent, or cannot be sent anything. */
    public boolean isCongested() {
        try {
            return connection.isCongested();
        } catch (Throwable failure) {
            output.failed(this, failure);
            return true;
        }
    }

    /** False once the session has ended; nothing is sent to it any more. */
    public boolean isOpen() {
        return open;
    }

    public void end() {
        open = false;
    }
}
