package io.signalbox.router.broker;

import io.signalbox.protocol.options.Receivers;

/** Who gets a publication, and what it tells of its publisher. */
record PublicationTerms(boolean excludesPublisher, boolean disclosesPublisher, Receivers receivers) {}
