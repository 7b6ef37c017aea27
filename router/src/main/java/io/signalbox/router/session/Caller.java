package io.signalbox.router.session;

/** Who calls a procedure of the router itself. */
public record Caller(long session, String authid, String authrole) {}
