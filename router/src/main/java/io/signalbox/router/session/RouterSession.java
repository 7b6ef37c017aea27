package io.signalbox.router.session;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.RouterMessage;

/**
 * A session that has joined a realm, as broker and dealer see it. An exception of the session's connection ends this
 * session and does not reach the session that is being served. Confined to the realm's loop, except for the final
 * fields.
 */
public final class RouterSession {
    private final long id;
    private final Principal principal;
    private final ClientFeatures features;
    private final WampConnection connection;
    private final RealmOutput output;
    private final ReadControl reading;
    private final TableAccount tables;
    private final boolean isLink;
    private long lastInvocation;
    private boolean open = true;

    /** Null in a realm without contracts. */
    private ResultRules resultRules;

    /** Creates a session without a limit on the bytes of its subscriptions and registrations. */
    public RouterSession(
            long id, Principal principal, ClientFeatures features, WampConnection connection, RealmOutput output) {
        this(id, principal, features, connection, output, new ReadControl(connection), TableAccount.unlimited());
    }

    /**
     * @param reading read control of {@code connection}, which other components may pause as well
     * @param tables account of the session's subscriptions and registrations
     */
    public RouterSession(
            long id,
            Principal principal,
            ClientFeatures features,
            WampConnection connection,
            RealmOutput output,
            ReadControl reading,
            TableAccount tables) {
        this.id = id;
        this.principal = principal;
        this.features = features;
        this.connection = connection;
        this.output = output;
        this.reading = reading;
        this.tables = tables;
        isLink = principal.role().linkNode() != null;
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

    /**
     * Returns whether the session is the router's own session. Limits do not apply to such a session, and callers are
     * always disclosed.
     */
    public boolean isInternal() {
        return principal.role() == RouterRole.ROUTER;
    }

    /** Returns whether the session is the end of a link to another router, which stands for the sessions behind the link. */
    public boolean isLink() {
        return isLink;
    }

    public ClientFeatures features() {
        return features;
    }

    public WampConnection connection() {
        return connection;
    }

    /** Returns the account that broker and dealer charge with the session's subscriptions and registrations. */
    public TableAccount tables() {
        return tables;
    }

    /** Returns the next id of the router's requests to this session: 1, 2, 3 … (spec: IDs). */
    public long nextInvocation() {
        return ++lastInvocation;
    }

    /** Returns the last result of {@link #nextInvocation}; zero before the first. */
    public long lastInvocation() {
        return lastInvocation;
    }

    /** Sets the contract rules for the results of this session. Called before the session joins. */
    public void holdResultsTo(ResultRules rules) {
        resultRules = rules;
    }

    /** Returns the contract rules for the results of this session; null in a realm without contracts. */
    public ResultRules resultRules() {
        return resultRules;
    }

    /** Appends a message for this session only. */
    public void send(RouterMessage message) {
        send(OutboundFrame.single(message));
    }

    /** Appends a frame that is shared with other sessions. */
    public void send(OutboundFrame frame) {
        // After the end of this session the connection may carry another session.
        if (open) {
            try {
                if (connection.send(frame)) {
                    output.touched(connection);
                }
            } catch (Throwable failure) {
                output.failed(this, failure);
            }
        }
    }

    /** Pauses reading until {@link #resumeAfterPendingCalls()} or the end of the longest pause. */
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

    /** Returns whether the connection's backlog is congested or the connection has failed. */
    public boolean isCongested() {
        try {
            return connection.isCongested();
        } catch (Throwable failure) {
            output.failed(this, failure);
            return true;
        }
    }

    /** Returns false after the end of the session. {@link #send} has no effect then. */
    public boolean isOpen() {
        return open;
    }

    public void end() {
        open = false;
    }
}
