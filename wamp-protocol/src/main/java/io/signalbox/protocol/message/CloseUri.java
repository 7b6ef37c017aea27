package io.signalbox.protocol.message;

/** Reason URIs of GOODBYE and ABORT that are not errors (spec: Session Close). */
public final class CloseUri {
    public static final String GOODBYE_AND_OUT = "wamp.close.goodbye_and_out";
    public static final String SYSTEM_SHUTDOWN = "wamp.close.system_shutdown";
    public static final String KILLED = "wamp.close.killed";
    public static final String LOGOUT = "wamp.close.logout";
    public static final String NORMAL = "wamp.close.normal";

    private CloseUri() {}
}
