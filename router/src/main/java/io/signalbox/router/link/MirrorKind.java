package io.signalbox.router.link;

/** What is mirrored, with the names of its meta API (spec: Subscriptions Meta API, Registration Meta API). */
enum MirrorKind {
    SUBSCRIPTIONS("wamp.subscription.", "on_subscribe", "on_unsubscribe", "list_subscribers"),
    REGISTRATIONS("wamp.registration.", "on_register", "on_unregister", "list_callees");

    static final String ON_CREATE = "on_create";
    static final String ON_DELETE = "on_delete";

    private final String prefix;
    private final String onJoin;
    private final String onLeave;
    private final String members;

    MirrorKind(String prefix, String onJoin, String onLeave, String members) {
        this.prefix = prefix;
        this.onJoin = onJoin;
        this.onLeave = onLeave;
        this.members = members;
    }

    String uri(String name) {
        return prefix + name;
    }

    /** Returns the topic about further subscribers or callees. */
    String onJoin() {
        return uri(onJoin);
    }

    String onLeave() {
        return uri(onLeave);
    }

    /** Returns the procedure that lists subscribers or callees. */
    String members() {
        return uri(members);
    }
}
