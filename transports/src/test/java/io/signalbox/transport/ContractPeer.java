package io.signalbox.transport;

import io.signalbox.protocol.message.WampMessage;
import java.util.List;

/** The client's end of a connection under test. */
public interface ContractPeer {

    /** Sends messages, in one batch where there are batches. */
    void send(List<? extends WampMessage> messages);

    /** The next message, or null when there is none for too long. */
    WampMessage receive() throws InterruptedException;

    /** The close code and text that came. */
    String awaitClose();

    /** Goes away without a word. */
    void vanish();
}
