package io.signalbox.router.config;

/** Treatment of items that Crossbar.io supports and this node does not. */
public enum Unsupported {
    /** An unsupported item is an error. */
    REFUSED,
    /**
     * An unsupported item is left out, together with everything around it that would be less protected or more permissive without
     * it.
     */
    LEFT_OUT
}
