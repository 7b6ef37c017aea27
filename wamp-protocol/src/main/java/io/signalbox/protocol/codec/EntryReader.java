package io.signalbox.protocol.codec;

/** Reads values of a dictionary that is passed over otherwise. Confined to its thread. */
sealed interface EntryReader permits OptionReader, PassedHead {

    /**
     * Reads the value that stands next in {@code in}, or leaves it to be passed over.
     *
     * @param keys the array whose bytes from {@code from} to {@code to} are the key
     * @param depth the depth of the dictionary
     * @return whether the value has been read
     */
    boolean reads(WireReader in, byte[] keys, int from, int to, int depth) throws ProtocolViolation;
}
