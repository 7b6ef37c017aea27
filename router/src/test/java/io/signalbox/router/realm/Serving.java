package io.signalbox.router.realm;

/** A callee of a registration in the {@link CallModel}; compared by identity, because a session may register again. */
record Serving(ModelPeer peer, Offer offer) {}
