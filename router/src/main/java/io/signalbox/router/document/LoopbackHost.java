package io.signalbox.router.document;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Host of a configuration that is this machine, whatever its name service says. Stateless. */
public final class LoopbackHost {
    /** A name that begins with a number may belong to any machine. */
    private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+){0,3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private LoopbackHost() {}

    /** Returns whether a host is {@code localhost} or an address of the loopback. Does not ask the name service. */
    public static boolean is(String host) {
        try {
            // The JDK looks up no number.
            return host.equals("localhost")
                    || NUMBER.matcher(host).matches()
                            && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
