package io.signalbox.router.config;

/** Whom a rule discloses to receivers. */
public record DiscloseConfig(boolean caller, boolean publisher) {}
