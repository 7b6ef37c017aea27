package io.signalbox.client;

/**
 * Turn of one attempt to connect, among the attempts to the same router. Immutable.
 *
 * <pre>{@code
 * AttemptTurn later = new AttemptTurn(250, () -> System.out.println("the attempt was given up before its turn"));
 * WampClient polite = WampClient.builder("ws://127.0.0.1:8080/ws", "realm1")
 *         .attemptTurns(() -> later)
 *         .build();
 * }</pre>
 *
 * @param delayMillis the delay of the attempt in milliseconds, at least 0
 * @param giveBack runs if the attempt ends before its delay; thread-safe
 */
public record AttemptTurn(long delayMillis, Runnable giveBack) {}
