package io.signalbox.router.session;

/**
 * Features announced in HELLO that change the router's behavior. A feature counts only if its value under the role is
 * exactly {@code true} (spec: Client: Role and Feature Announcement).
 */
public record ClientFeatures(
        boolean callerProgressiveCallResults,
        boolean callerProgressiveCallInvocations,
        boolean calleeProgressiveCallResults,
        boolean calleeProgressiveCallInvocations,
        boolean calleeCallCanceling,
        boolean calleeCallTimeout,
        boolean subscriberSubscriptionRevocation,
        boolean calleeRegistrationRevocation,
        boolean publisherPayloadPassthru,
        boolean callerPayloadPassthru,
        boolean calleePayloadPassthru,
        boolean callerPayloadTransparency,
        boolean calleePayloadTransparency,
        boolean calleeCallReroute) {

    public static final ClientFeatures NONE = new ClientFeatures(
            false, false, false, false, false, false, false, false, false, false, false, false, false, false);
}
