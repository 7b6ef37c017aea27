package io.signalbox.router.realm;

import io.signalbox.router.session.LongMap;
import io.signalbox.router.session.RouterSession;
import java.util.List;
import java.util.random.RandomGenerator;

/** The sessions of a realm by id. Confined to the realm's loop. */
final class SessionRegistry {
    private static final long MAX_ID = 1L << 53;

    private final LongMap<Membership> members = new LongMap<>();

    /** Without those that have been told to leave and have not answered yet. */
    private final LongMap<RouterSession> open = new LongMap<>();

    private final RandomGenerator random;

    SessionRegistry(RandomGenerator random) {
        this.random = random;
    }

    /** An id that no session of this realm has (spec: IDs, global scope). */
    long newId() {
        long id = random.nextLong(1, MAX_ID + 1);
        while (members.get(id) != null) {
            id = random.nextLong(1, MAX_ID + 1);
        }
        return id;
    }

    void add(long id, Membership member) {
        members.put(id, member);
        open.put(id, member.session());
    }

    /** The session counts no longer, although its member may have to answer GOODBYE still. */
    void ended(long id) {
        open.remove(id);
    }

    void remove(long id) {
        members.remove(id);
    }

    /** The open session with this id, or null. */
    RouterSession openSession(long id) {
        return open.get(id);
    }

    int countOpen() {
        return open.size();
    }

    /** A copy that later changes do not touch. */
    List<RouterSession> openSessions() {
        return open.values();
    }

    /** The member with this session, or null. */
    Membership find(long id) {
        return members.get(id);
    }

    int size() {
        return members.size();
    }

    /** A copy that later changes do not touch. */
    List<Membership> all() {
        return members.values();
    }
}
