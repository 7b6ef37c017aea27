package io.signalbox.router.config;

/** The item {@code options} of a worker. */
public record WorkerOptions(boolean disabled) {}
