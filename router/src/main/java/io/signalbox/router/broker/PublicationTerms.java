package io.signalbox.router.broker;

import io.signalbox.protocol.options.Receivers;
import java.util.Map;

/**
 * Who gets a publication, and what its events tell.
 *
 * @param retained whether its event is kept for subscribers to come
 * @param passthru what every EVENT tells of a payload that only its ends understand
 */
record PublicationTerms(
        boolean excludesPublisher,
        boolean disclosesPublisher,
        boolean retained,
        Receivers receivers,
        Map<String, Object> passthru) {}
