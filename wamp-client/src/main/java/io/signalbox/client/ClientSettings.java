package io.signalbox.client;

import io.signalbox.client.auth.Authentications;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of a client that do not depend on its transport. Immutable.
 *
 * @param authrole the role that the client asks for; empty to leave the choice to the router
 * @param joinTimeout the time from the open connection to WELCOME
 * @param closeTimeout the time that the router has to answer GOODBYE
 * @param receiver gets each message of a router before the client
 */
record ClientSettings(
        String realm,
        Authentications authentications,
        Optional<String> authrole,
        String agent,
        Reconnect reconnect,
        GiveUp giveUp,
        ClientLimits limits,
        Duration joinTimeout,
        Duration closeTimeout,
        MessageReceiver receiver) {}
