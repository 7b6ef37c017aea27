package io.signalbox.router.meta;

import io.signalbox.protocol.message.Footprint;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.options.PublishOptions;
import io.signalbox.router.session.Decision;

/**
 * An event that is published when its owner's session has ended (spec: Session Testament).
 *
 * @param decision what the owner was allowed when it made the testament
 */
record Testament(Scope scope, Publish publish, PublishOptions options, Decision decision) {

    /** What it keeps alive, in bytes. */
    long sizeBytes() {
        return Footprint.of(publish)
                + Footprint.of(options.passthru())
                + options.receivers().sizeBytes();
    }

    /** When it is published; in this order. */
    enum Scope {
        /** The session is gone from its transport. */
        DETACHED("detached"),
        /** The session cannot come back. As no session can, both happen at once. */
        DESTROYED("destroyed");

        private final String wireName;

        Scope(String wireName) {
            this.wireName = wireName;
        }

        String wireName() {
            return wireName;
        }
    }
}
