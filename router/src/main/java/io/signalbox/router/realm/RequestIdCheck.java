package io.signalbox.router.realm;

/** Strictness of the check of request ids (spec: IDs). */
public enum RequestIdCheck {
    /** Accepts any id in 1..2^53, because common clients restart, reuse or skip ids. */
    OFF,
    /** Requires each id to exceed the last one. */
    INCREASING,
    /** Requires 1, 2, 3 … as the specification does. */
    STRICT
}
