package io.signalbox.router.config;

/** The item {@code controller.options}. */
public record ControllerOptions(NodeLimits limits) {}
