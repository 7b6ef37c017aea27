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
 * Warns of single peers of one path: once in ten seconds for each kind, because what troubles one peer often troubles
 * thousands at once. How many were left out is told with the next warning, or when the ten seconds are over. Any thread
 * may use it.
 */
final class PeerWarnings {
    /** What has become of the peer. */
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

    /** Tells how many were left out in what is over. Called by the watch, now and then. */
    void tick() {
        long nowNanos = nanoClock.getAsLong();
        endEpisodes(nowNanos - EPISODE_NANOS);
    }

    /** Tells how many were left out until now. */
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
