package io.signalbox.router.realm;

import io.signalbox.router.session.Action;
import io.signalbox.router.session.Authorization;
import io.signalbox.router.session.AuthorizationRequest;
import io.signalbox.router.session.Authorizer;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.Principal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Authorizer that decides on URIs below {@code asked.} when the test says so, and allows everything else at once. */
final class ScriptedAuthorizer implements Authorizer {
    final Queue<CompletableFuture<Decision>> pending = new ArrayDeque<>();
    final List<AuthorizationRequest> requests = new ArrayList<>();
    Function<AuthorizationRequest, Authorization> answer = this::later;

    private Authorization later(AuthorizationRequest request) {
        if (!request.uri().startsWith("asked.")) {
            return Decision.ALLOWED;
        }
        CompletableFuture<Decision> decision = new CompletableFuture<>();
        pending.add(decision);
        return new Authorization.Later(decision);
    }

    @Override
    public Authorization authorize(AuthorizationRequest request) {
        requests.add(request);
        return answer.apply(request);
    }

    @Override
    public long timeoutNanos() {
        return TimeUnit.SECONDS.toNanos(10);
    }

    @Override
    public boolean hasDenied(Principal principal, Action action, String uri) {
        return false;
    }

    @Override
    public int purge(String authid, String uri) {
        return 0;
    }

    /** Decides on the request that has waited longest. */
    void decides(Decision decision) {
        pending.remove().complete(decision);
    }
}
