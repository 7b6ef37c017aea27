package io.signalbox.router.session;

/**
 * The features from HELLO that change what the router does. A feature counts only when it is exactly {@code true} under
 * its role (checklist A6).
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
