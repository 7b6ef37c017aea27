package io.signalbox.protocol.message;

/** A message that a client may send to a router. */
public sealed interface ClientMessage extends WampMessage
        permits Hello,
                Abort,
                Authenticate,
                Goodbye,
                ErrorMessage,
                Publish,
                Subscribe,
                Unsubscribe,
                Call,
                Cancel,
                Register,
                Unregister,
                Yield,
                TooLongHead {}
