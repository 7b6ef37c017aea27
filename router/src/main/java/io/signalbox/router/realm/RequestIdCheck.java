package io.signalbox.router.realm;

/** How strictly the ids of a client's requests are checked (spec: IDs, session scope; checklist A33-A41). */
public enum RequestIdCheck {
    /** Any id in 1..2^53: shipped clients restart, reuse or skip ids. */
    OFF,
    /** Each id is higher than the one before. */
    INCREASING,
    /** 1, 2, 3 … as the specification demands. */
    STRICT
}
