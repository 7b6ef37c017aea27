package io.signalbox.gateway.hook;

/** What the gateway tells of an occurrence. */
public sealed interface Hook {

    /** Returns the URI of the procedure or topic. */
    String uri();

    /**
     * Procedure, which is called and answers.
     *
     * @param timeoutMillis the time of a call; at least 1
     */
    record ProcedureHook(String uri, long timeoutMillis) implements Hook {}

    /** Topic, to which an event is published. */
    record TopicHook(String uri) implements Hook {}
}
