package io.signalbox.client;

/**
 * Status of a {@link Subscription} or {@link Registration}.
 *
 * <pre>{@code
 * Registration registration = session.register("com.example.now", call -> Instant.now());
 * if (registration.status() == HandleStatus.REFUSED) {
 *     System.out.println(registration.refusal().orElseThrow().getMessage());
 * }
 * }</pre>
 */
public enum HandleStatus {
    /** The router has the subscription or registration. */
    ACTIVE,
    /** The client has no session at the moment. The next session gets the subscription or registration. */
    SUSPENDED,
    /** The router has refused the subscription or registration after a reconnect. The client asks again, with growing delays. */
    REFUSED,
    /** The user or the router has ended the subscription or registration, or the client is closed. No status follows. */
    ENDED
}
