package io.signalbox.router.config;

/**
 * The item {@code controller}.
 *
 * @param id empty when none was given
 */
public record ControllerConfig(String id, ControllerOptions options) {}
