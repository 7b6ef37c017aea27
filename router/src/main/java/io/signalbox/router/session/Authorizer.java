package io.signalbox.router.session;

import io.signalbox.protocol.message.MatchPolicy;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Decides where no rule of a role does. Belongs to one role of one realm. Confined to the realm's loop. */
public interface Authorizer {

    /**
     * Request of a session.
     *
     * @param uri a URI, or a pattern if {@code match} is not exact
     * @param options the options of the message
     */
    record Request(RouterSession session, Action action, String uri, MatchPolicy match, Map<String, Object> options) {}

    /** Returns an earlier decision for the same user that is still valid; {@code UNDECIDED} if there is none. */
    Decision cached(Principal principal, Action action, String uri, MatchPolicy match);

    /**
     * Decides on a request.
     *
     * @param calls calls that the router makes in the realm
     * @return completes inside the realm's loop: with a decision other than {@code UNDECIDED}, or exceptionally if there
     *     is none, which has been logged
     */
    CompletionStage<Decision> ask(Request request, ServiceCalls calls, RealmExecutor executor);

    /**
     * Removes cached decisions.
     *
     * @param authid the user; null for all users
     * @param uri the URI or pattern; null for all
     * @return the number of removed decisions
     */
    int purge(String authid, String uri);

    /** Reports what has not been logged yet. Called at the end of the realm. */
    void realmEnded();
}
