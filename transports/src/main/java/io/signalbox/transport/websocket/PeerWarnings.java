package io.signalbox.transport.websocket;

import io.signalbox.protocol.connection.PeerInfo;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of single peers of one path: once in ten seconds for each kind, with the number of those left out, because what
 * troubles one peer often troubles thousands at once. Any thread may use it.
 */
final class PeerWarnings {
    /** What has become of the peer. */
    enum Kind {
        LOSES_EVENTS("loses events as too slow"),
        TOO_SLOW("is closed as too slow"),
        CUT("is cut");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(PeerWarnings.class);
    private static final long EPISODE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final LongSupplier nanoClock;

    /** Guarded by this. */
    private final Map<Kind, Episode> episodes = new EnumMap<>(Kind.class);

    private static final class Episode {
        private long beginNanos;
        private long unlogged;
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
                episode = new Episode();
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
}
