package io.signalbox.router.meta;

import io.signalbox.protocol.message.Footprint;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.options.PublishOptions;
import io.signalbox.router.session.Decision;

/**
 * Event that is published after the end of its owner's session (spec: Session Testament).
 *
 * @param decision result of the permission check when the owner added the testament
 */
record Testament(Scope scope, Publish publish, PublishOptions options, Decision decision) {

    /** Returns the bytes that the testament keeps alive. */
    long sizeBytes() {
        return Footprint.of(publish)
                + Footprint.of(options.passthru())
                + options.receivers().sizeBytes();
    }

    /** When a testament is published. The order of the constants is the order of publication. */
    enum Scope {
        /** When the session has lost its transport. */
        DETACHED("detached"),
        /** When the session cannot be resumed. No session can be resumed, so both scopes coincide. */
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
