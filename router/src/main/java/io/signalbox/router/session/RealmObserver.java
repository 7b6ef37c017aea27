package io.signalbox.router.session;

/**
 * Observer of the changes in a realm. Broker and dealer call the methods within the task that makes the change. An
 * implementation may record the change and submit a follow-up. An implementation must neither change the realm nor
 * throw. Confined to the realm's loop.
 */
public interface RealmObserver {

    /** Observer that ignores all changes. */
    RealmObserver NONE = new RealmObserver() {};

    /** Precedes {@link #subscribed} of the first subscriber. */
    default void subscriptionCreated(RouterSession session, SubscriptionDetails subscription) {}

    default void subscribed(RouterSession session, SubscriptionDetails subscription) {}

    default void unsubscribed(RouterSession session, SubscriptionDetails subscription) {}

    /** Follows {@link #unsubscribed} of the last subscriber. */
    default void subscriptionDeleted(RouterSession session, SubscriptionDetails subscription) {}

    /** Precedes {@link #registered} of the first callee. */
    default void registrationCreated(RouterSession session, RegistrationDetails registration) {}

    default void registered(RouterSession session, RegistrationDetails registration) {}

    default void unregistered(RouterSession session, RegistrationDetails registration) {}

    /** Follows {@link #unregistered} of the last callee. */
    default void registrationDeleted(RouterSession session, RegistrationDetails registration) {}
}
