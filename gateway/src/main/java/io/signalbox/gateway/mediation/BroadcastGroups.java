package io.signalbox.gateway.mediation;

import io.signalbox.gateway.message.WebSocketMessage;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Clients of one item by the paths of their requests: each path is a group, whose clients get the messages of all their backends.
 * Thread-safe.
 */
final class BroadcastGroups {
    private final Map<String, Set<MediatedSession>> byPath = new ConcurrentHashMap<>();

    void join(String path, MediatedSession member) {
        byPath.compute(path, (key, known) -> {
            Set<MediatedSession> members = known == null ? ConcurrentHashMap.newKeySet() : known;
            members.add(member);
            return members;
        });
    }

    void leave(String path, MediatedSession member) {
        byPath.computeIfPresent(path, (key, members) -> {
            members.remove(member);
            return members.isEmpty() ? null : members;
        });
    }

    /**
     * Offers a message to all members of a group.
     *
     * @param except gets no message; null for nobody
     */
    void offer(String path, WebSocketMessage message, MediatedSession except) {
        for (MediatedSession member : byPath.getOrDefault(path, Set.of())) {
            if (member != except) {
                member.offer(message);
            }
        }
    }
}
