package io.signalbox.transport.connecting;

import java.net.InetAddress;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Rules for the attempts to connect to a target. Thread-safe, as far as the functions are.
 *
 * @param turns returns the turn of the next attempt. The time of the attempt begins behind the delay of the turn
 * @param permitted whether a socket may be connected to an address of the host. The host is looked up once for each attempt, so that
 *     the address which is checked is the one which is connected to. Not applied to a proxy
 */
public record ConnectRules(Supplier<ConnectTurn> turns, Predicate<InetAddress> permitted) {
    /** No delay, and any address. */
    public static final ConnectRules NONE = new ConnectRules(() -> ConnectTurn.NOW, address -> true);
}
