package io.signalbox.router.realm;

import io.signalbox.router.session.LongMap;
import java.util.List;
import java.util.random.RandomGenerator;

/** The sessions of a realm by id. Confined to the realm's loop. */
final class SessionRegistry {
    private static final long MAX_ID = 1L << 53;

    private final LongMap<Membership> members = new LongMap<>();
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
    }

    void remove(long id) {
        members.remove(id);
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
