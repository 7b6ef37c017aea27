package io.signalbox.transport.connection;

import io.signalbox.protocol.connection.PeerInfo;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warnings about single peers of one path: one log line in ten seconds for each kind, because a cause often concerns thousands
 * of peers at once. The number of warnings without a log line follows in the next line, or after ten seconds. Thread-safe.
 */
final class PeerWarnings {
    /** Kind of a warning. */
    enum Kind {
        LOSES_EVENTS("loses events as too slow", "lose events as too slow"),
        TOO_SLOW("is closed as too slow", "are closed as too slow"),
        CUT("is cut", "are cut");

        private final String text;
        private final String plural;

        Kind(String text, String plural) {
            this.text = text;
            this.plural = plural;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(PeerWarnings.class);
    private static final long EPISODE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final LongSupplier nanoClock;

    /** Guarded by this. */
    private final Map<Kind, Episode> episodes = new EnumMap<>(Kind.class);

    private static final class Episode {
        private final Kind kind;
        private final String listener;
        private long beginNanos;
        private long unlogged;

        Episode(Kind kind, String listener) {
            this.kind = kind;
            this.listener = listener;
        }
    }

    PeerWarnings(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    void warn(Kind kind, PeerInfo peer, String why) {
        long unlogged;
        synchronized (this) {
            long nowNanos = nanoClock.getAsLong();
            Episode episode = episodes.get(kind);
            if (episode == null) {
                episode = new Episode(kind, peer.listener());
                episodes.put(kind, episode);
            } else if (nowNanos - episode.beginNanos < EPISODE_NANOS) {
                episode.unlogged++;
                return;
            }
            unlogged = episode.unlogged;
            episode.beginNanos = nowNanos;
            episode.unlogged = 0;
        }
        LOG.warn(
                "listener={} peer={} {}: {}; {} more since the last such line",
                peer.listener(),
                peer.address(),
                kind.text,
                why,
                unlogged);
    }

    /** Logs the number of warnings without a log line of the episodes that are over. Called four times a second. */
    void tick() {
        long nowNanos = nanoClock.getAsLong();
        endEpisodes(nowNanos - EPISODE_NANOS);
    }

    /** Logs the number of warnings without a log line of all episodes. */
    void end() {
        endEpisodes(nanoClock.getAsLong());
    }

    private void endEpisodes(long begunByNanos) {
        for (Episode episode : takeEnded(begunByNanos)) {
            if (episode.unlogged > 0) {
                LOG.warn(
                        "listener={} {} more {} since the last such line",
                        episode.listener,
                        episode.unlogged,
                        episode.kind.plural);
            }
        }
    }

    private synchronized List<Episode> takeEnded(long begunByNanos) {
        if (episodes.isEmpty()) {
            return List.of();
        }
        List<Episode> ended = new ArrayList<>(episodes.values());
        ended.removeIf(episode -> episode.beginNanos - begunByNanos > 0);
        ended.forEach(episode -> episodes.remove(episode.kind));
        return ended;
    }
}
