package io.signalbox.router.session;

/** Who a session is, as WELCOME tells it (spec: Authentication). */
public record Principal(String authid, RouterRole role, String authmethod, String authprovider) {}
