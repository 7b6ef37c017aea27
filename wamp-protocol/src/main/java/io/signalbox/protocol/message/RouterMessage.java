package io.signalbox.protocol.message;

/** A message that a router may send to a client. */
public sealed interface RouterMessage extends WampMessage
        permits Welcome,
                Abort,
                Challenge,
                Goodbye,
                ErrorMessage,
                Published,
                Subscribed,
                Unsubscribed,
                Event,
                Result,
                Registered,
                Unregistered,
                Invocation,
                Interrupt {}
