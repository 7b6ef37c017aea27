package io.signalbox.client;

import java.time.Duration;

/**
 * State of a client.
 *
 * <pre>
 * Connecting --> Joined --> Lost --> Connecting ...
 *     |                       ^
 *     +-- the attempt fails --+      Failed, if no attempt follows; Closed, after WampClient.close
 * </pre>
 *
 * <pre>{@code
 * client.onState(state -> {
 *     switch (state) {
 *         case ClientState.Connecting attempt -> System.out.println("attempt " + attempt.number());
 *         case ClientState.Joined joined -> System.out.println("session " + joined.details().sessionId());
 *         case ClientState.Lost lost -> System.out.println(lost.why().getMessage());
 *         case ClientState.Failed failed -> System.out.println(failed.why().getMessage());
 *         case ClientState.Closed closed -> System.out.println("closed");
 *     }
 * });
 * }</pre>
 */
public sealed interface ClientState {

    /**
     * An attempt to connect and to join the realm is under way.
     *
     * @param number 1 for the first attempt, and for the first attempt after a session
     */
    record Connecting(int number) implements ClientState {}

    /** The client has a session, and all subscriptions and registrations are requested again. */
    record Joined(SessionDetails details) implements ClientState {}

    /**
     * The attempt has failed, or the session has ended. Another attempt follows.
     *
     * @param why the reason in one sentence, and its URI: {@link WampException#NOT_CONNECTED},
     *     {@link WampException#CONNECTION_LOST}, or the reason of the router
     * @param retryIn the delay before the next attempt
     */
    record Lost(WampException why, Duration retryIn) implements ClientState {}

    /** The attempt has failed, or the session has ended. No attempt follows. */
    record Failed(WampException why) implements ClientState {}

    /** The client has been closed by its user. */
    record Closed() implements ClientState {}
}
