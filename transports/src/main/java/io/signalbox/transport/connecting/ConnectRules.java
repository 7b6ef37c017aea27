package io.signalbox.transport.connecting;

import java.net.InetAddress;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Rules for the attempts to connect to a target. Thread-safe, as far as the functions are.
 *
 * @param delayMillis returns the delay of the next attempt in milliseconds, at least 0. The time of the attempt begins behind it
 * @param permitted whether a socket may be connected to an address of the host. The host is looked up once for each attempt, so that
 *     the address which is checked is the one which is connected to. Not applied to a proxy
 */
public record ConnectRules(LongSupplier delayMillis, Predicate<InetAddress> permitted) {
    /** No delay, and any address. */
    public static final ConnectRules NONE = new ConnectRules(() -> 0, address -> true);
}
