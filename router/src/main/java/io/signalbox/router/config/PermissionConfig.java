package io.signalbox.router.config;

import io.signalbox.protocol.message.MatchPolicy;

/**
 * A rule of a role, with stars already resolved.
 *
 * @param uri the URI or pattern as the match policy reads it, without stars that stand for something
 */
public record PermissionConfig(
        String uri, MatchPolicy match, AllowConfig allow, DiscloseConfig disclose, boolean cache) {}
