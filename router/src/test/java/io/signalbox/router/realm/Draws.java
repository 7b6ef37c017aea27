package io.signalbox.router.realm;

/** Whom the dealer has drawn, for the policy that no model can foresee. */
interface Draws {
    /** Who was invoked next for this call in this step; null when nobody was. */
    ModelPeer next(String call);
}
