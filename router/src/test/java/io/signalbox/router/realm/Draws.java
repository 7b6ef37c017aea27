package io.signalbox.router.realm;

/** The dealer's choices under the random policy, which no model can predict. */
interface Draws {
    /** Returns the next peer that was invoked for this call in this step; null if none was. */
    ModelPeer next(String call);
}
