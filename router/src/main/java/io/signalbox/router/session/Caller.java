package io.signalbox.router.session;

/** Caller of a procedure that the router itself serves. */
public record Caller(long session, String authid, String authrole) {}
