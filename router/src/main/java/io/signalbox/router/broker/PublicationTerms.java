package io.signalbox.router.broker;

import io.signalbox.protocol.options.Receivers;
import java.util.Map;

/**
 * Who gets a publication, and what its events tell.
 *
 * @param passthru what every EVENT tells of a payload that only its ends understand
 */
record PublicationTerms(
        boolean excludesPublisher, boolean disclosesPublisher, Receivers receivers, Map<String, Object> passthru) {}
