package io.signalbox.router.broker;

import io.signalbox.protocol.options.Receivers;

/** Who gets a publication, what it tells of its publisher, and whether it is kept for subscribers to come. */
record PublicationTerms(boolean excludesPublisher, boolean disclosesPublisher, boolean retained, Receivers receivers) {}
