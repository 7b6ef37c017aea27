package io.signalbox.router.bridge;

/**
 * Limits of the exchanges of a bridge.
 *
 * @param timeoutMillis time of an exchange with all its attempts, from the connect to the end of the response
 * @param retries further attempts of an exchange that has failed
 * @param responseBytes length of the body of a response
 * @param concurrency exchanges at the same time: of a callee in total, of a forwarder for each subscription
 */
record HttpLimits(int timeoutMillis, int retries, int responseBytes, int concurrency) {
    static final int TIMEOUT_MILLIS = 30_000;
    static final int RETRIES = 2;
    static final int RESPONSE_BYTES = 1 << 20;
}
