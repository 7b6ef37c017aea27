package io.signalbox.gateway.hook;

import io.signalbox.client.CallResult;
import io.signalbox.client.ClientResources;
import io.signalbox.client.Reconnect;
import io.signalbox.client.WampClient;
import io.signalbox.client.WampClientBuilder;
import io.signalbox.client.WampSession;
import io.signalbox.gateway.hook.Hook.ProcedureHook;
import io.signalbox.gateway.hook.Hook.TopicHook;
import io.signalbox.router.local.LocalMember;
import io.signalbox.router.local.LocalRealms;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Session in a realm of the node by which items of the gateway call, publish, register and subscribe, with the permissions of
 * one role. The session is joined again if it ends, for example because it has been killed. Thread-safe; no method blocks.
 */
public final class HookSession {
    private static final Reconnect REJOIN = Reconnect.DEFAULTS.andFirstAttempt();

    private final WampClient client;

    public HookSession(LocalRealms realms, LocalMember member, String realm) {
        client = builder(realms, member, realm).build();
    }

    /** @param shared the threads and limits that the session shares with other ones. Closed after the session */
    public HookSession(LocalRealms realms, LocalMember member, String realm, ClientResources shared) {
        client = builder(realms, member, realm).resources(shared).build();
    }

    private static WampClientBuilder builder(LocalRealms realms, LocalMember member, String realm) {
        return realms.client(member, realm)
                .agent(member.authprovider() + ' ' + member.id())
                .reconnect(REJOIN);
    }

    /** Joins the realm. Called once. The future ends when the session has joined for the first time. */
    public CompletableFuture<WampSession> start() {
        return client.open();
    }

    /** Returns the session, which fails requests until it has joined. */
    public WampSession session() {
        return client.session();
    }

    /**
     * Tells a procedure or a topic of an occurrence.
     *
     * @return the result of the procedure; empty for a topic, when the router has accepted the event. The future fails with a
     *     {@link io.signalbox.client.WampException}. Canceling it cancels the call
     */
    public CompletableFuture<Optional<CallResult>> tell(Hook hook, List<?> args, Map<String, ?> kwargs) {
        return switch (hook) {
            case ProcedureHook procedure -> call(procedure, args, kwargs);
            case TopicHook topic ->
                client.session()
                        .newPublication(topic.uri())
                        .argList(args)
                        .kwargs(kwargs)
                        .acknowledgeAsync()
                        .thenApply(publication -> Optional.empty());
        };
    }

    private CompletableFuture<Optional<CallResult>> call(ProcedureHook procedure, List<?> args, Map<String, ?> kwargs) {
        CompletableFuture<CallResult> call = client.session()
                .newCall(procedure.uri())
                .argList(args)
                .kwargs(kwargs)
                .timeout(Duration.ofMillis(procedure.timeoutMillis()))
                .send();
        CompletableFuture<Optional<CallResult>> answer = call.thenApply(Optional::of);
        answer.whenComplete((result, failure) -> {
            if (answer.isCancelled()) {
                call.cancel(false);
            }
        });
        return answer;
    }

    /** Leaves the realm. The future ends with the session. */
    public CompletableFuture<Void> stop() {
        return client.closeAsync();
    }
}
