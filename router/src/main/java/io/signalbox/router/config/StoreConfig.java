package io.signalbox.router.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The item {@code store} of a realm: its event history and its call queues.
 *
 * @param limit events of a subscription or calls of a registration, where its item names no other number
 * @param path the file of a store of type {@link Type#SQLITE}, absolute; empty for memory
 * @param maxAgeMillis how long an event is remembered; 0 stands for as long as there is room
 * @param maxBytes of events in memory: all of them, or those that wait to be written
 * @param place of the file's path in the configuration
 */
public record StoreConfig(
        Type type,
        int limit,
        List<EventHistoryConfig> eventHistory,
        List<CallQueueConfig> callQueue,
        Optional<Path> path,
        long maxAgeMillis,
        long maxBytes,
        ConfigPlace place) {

    static final int DEFAULT_LIMIT = 100;
    static final long DEFAULT_MAX_BYTES = 16_777_216;

    /** Where events are kept. */
    public enum Type {
        MEMORY,
        SQLITE
    }
}
