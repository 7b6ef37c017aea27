package io.signalbox.router.session;

import io.signalbox.protocol.message.Footprint;
import java.util.List;

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

    /** The place of a node in the list of a link. */
    private static final int NODE_BYTES = 16;

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
     * @param nodes the nodes behind a link
     */
    public boolean hasRoom(String uri, boolean isNew, List<String> nodes) {
        long member = memberBytes(nodes);
        long own = member + entryBytes(uri);
        return bytes + own <= maxBytes && node.hasRoom(isNew ? own : member);
    }

    /** Charges a membership that is in the tables. */
    public void add(String uri, boolean isNew, List<String> nodes) {
        long member = memberBytes(nodes);
        long own = member + entryBytes(uri);
        bytes += own;
        node.reserve(isNew ? own : member);
    }

    /** Charges other nodes behind a link than before. Returns false, and changes nothing, if a limit does not allow that. */
    public boolean change(List<String> before, List<String> after) {
        long more = memberBytes(after) - memberBytes(before);
        if (more > 0 && (bytes + more > maxBytes || !node.hasRoom(more))) {
            return false;
        }
        bytes += more;
        if (more > 0) {
            node.reserve(more);
        } else {
            node.release(-more);
        }
        return true;
    }

    /**
     * Gives back the charge of a membership.
     *
     * @param isLast whether the subscription or registration is deleted with the membership
     */
    public void remove(String uri, boolean isLast, List<String> nodes) {
        long member = memberBytes(nodes);
        long own = member + entryBytes(uri);
        bytes -= own;
        node.release(isLast ? own : member);
    }

    private static long entryBytes(String uri) {
        return ENTRY_BYTES + Footprint.of(uri);
    }

    private static long memberBytes(List<String> nodes) {
        long sum = MEMBER_BYTES;
        for (int i = 0; i < nodes.size(); i++) {
            sum += NODE_BYTES + Footprint.of(nodes.get(i));
        }
        return sum;
    }
}
