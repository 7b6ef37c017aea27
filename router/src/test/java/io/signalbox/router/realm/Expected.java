package io.signalbox.router.realm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Messages that each peer should receive in one step of the interleaving test. */
final class Expected {
    private final Map<ModelPeer, List<String>> messages = new HashMap<>();

    void message(ModelPeer peer, String message) {
        messages.computeIfAbsent(peer, any -> new ArrayList<>()).add(message);
    }

    List<String> of(ModelPeer peer) {
        return messages.getOrDefault(peer, List.of());
    }

    void clear() {
        messages.clear();
    }
}
