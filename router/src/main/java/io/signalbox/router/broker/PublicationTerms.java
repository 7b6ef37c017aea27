package io.signalbox.router.broker;

/**
 * Who gets a publication, and what it tells of its publisher.
 *
 * @param filter null when it admits everybody
 */
record PublicationTerms(boolean excludesPublisher, boolean disclosesPublisher, RecipientFilter filter) {}
