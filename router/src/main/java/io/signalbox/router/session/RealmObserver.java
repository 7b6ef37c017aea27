package io.signalbox.router.session;

/**
 * Hears what changes in a realm, in the middle of the task that changes it: it may take notes and ask for a follow-up,
 * but neither change the realm nor throw. Confined to the realm's loop.
 */
public interface RealmObserver {

    /** Does nothing. */
    RealmObserver NONE = new RealmObserver() {};

    /** The first subscriber is about to follow. */
    default void subscriptionCreated(RouterSession session, SubscriptionDetails subscription) {}

    default void subscribed(RouterSession session, SubscriptionDetails subscription) {}

    default void unsubscribed(RouterSession session, SubscriptionDetails subscription) {}

    /** The last subscriber has left. */
    default void subscriptionDeleted(RouterSession session, SubscriptionDetails subscription) {}

    /** The first callee is about to follow. */
    default void registrationCreated(RouterSession session, RegistrationDetails registration) {}

    default void registered(RouterSession session, RegistrationDetails registration) {}

    default void unregistered(RouterSession session, RegistrationDetails registration) {}

    /** The last callee has left. */
    default void registrationDeleted(RouterSession session, RegistrationDetails registration) {}
}
