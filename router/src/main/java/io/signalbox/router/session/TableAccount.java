package io.signalbox.router.session;

import io.signalbox.protocol.message.Footprint;

/**
 * Account of one session for the heap bytes that its subscriptions and registrations keep alive. A session pays for each of
 * its memberships as if it were the only member, so that the bound of a session also holds when the other members leave.
 * The budget of the node pays once for an entry that many sessions share. Confined to the realm's loop.
 */
public final class TableAccount {
    /** A subscription or registration and its places in the tables of the realm, without the URI. */
    static final int ENTRY_BYTES = 224;

    /** A subscriber or callee and its places in the tables of the subscription or registration and of the session. */
    static final int MEMBER_BYTES = 96;

    private final long maxBytes;
    private final HeldBudget node;
    private long bytes;

    /**
     * @param maxBytes limit of the session
     * @param node budget of the node, shared by all sessions
     */
    public TableAccount(long maxBytes, HeldBudget node) {
        this.maxBytes = maxBytes;
        this.node = node;
    }

    /** Returns an account without limits, for the router's own session. */
    static TableAccount unlimited() {
        return new TableAccount(Long.MAX_VALUE, new HeldBudget(Long.MAX_VALUE));
    }

    /**
     * Returns whether the limit of the session and the budget of the node allow a membership.
     *
     * @param uri topic, procedure or pattern
     * @param isNew whether the membership creates the subscription or registration
     */
    public boolean hasRoom(String uri, boolean isNew) {
        long own = MEMBER_BYTES + entryBytes(uri);
        return bytes + own <= maxBytes && node.hasRoom(isNew ? own : MEMBER_BYTES);
    }

    /** Charges a membership that is in the tables. */
    public void add(String uri, boolean isNew) {
        long own = MEMBER_BYTES + entryBytes(uri);
        bytes += own;
        node.reserve(isNew ? own : MEMBER_BYTES);
    }

    /**
     * Gives back the charge of a membership.
     *
     * @param isLast whether the subscription or registration is deleted with the membership
     */
    public void remove(String uri, boolean isLast) {
        long own = MEMBER_BYTES + entryBytes(uri);
        bytes -= own;
        node.release(isLast ? own : MEMBER_BYTES);
    }

    private static long entryBytes(String uri) {
        return ENTRY_BYTES + Footprint.of(uri);
    }
}
