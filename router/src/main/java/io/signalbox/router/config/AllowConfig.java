package io.signalbox.router.config;

/** The actions that a rule allows. */
public record AllowConfig(boolean call, boolean register, boolean publish, boolean subscribe) {}
