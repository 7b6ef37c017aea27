package io.signalbox.router.session;

/** Identity of a session as sent in WELCOME (spec: Authentication Methods). */
public record Principal(String authid, RouterRole role, String authmethod, String authprovider) {}
