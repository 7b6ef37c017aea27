package io.signalbox.router.meta;

import io.signalbox.protocol.message.CloseUri;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Goodbye;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.uri.UriRules;
import io.signalbox.router.session.Answer;
import io.signalbox.router.session.Arguments;
import io.signalbox.router.session.Caller;
import io.signalbox.router.session.Procedure;
import io.signalbox.router.session.ProcedureError;
import io.signalbox.router.session.RealmExecutor;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.session.SessionDetails;
import io.signalbox.router.session.Sweep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** Procedures about sessions (spec: Session Meta API). Confined to the realm's loop. */
final class SessionMeta {
    private final SessionDirectory sessions;
    private final UriRules uriRules;
    private final RealmExecutor executor;
    private final Executor workers;

    SessionMeta(RealmParts realm) {
        sessions = realm.sessions();
        uriRules = realm.uriRules();
        executor = realm.executor();
        workers = realm.workers();
    }

    void serve(ServiceSession service) {
        service.register("wamp.session.count", Procedure.reading(this::count));
        service.register("wamp.session.list", Procedure.reading(this::list));
        service.register("wamp.session.get", this::get);
        service.register("wamp.session.kill", this::kill);
        service.register("wamp.session.kill_by_authid", this::killByAuthid);
        service.register("wamp.session.kill_by_authrole", this::killByAuthrole);
        service.register("wamp.session.kill_all", this::killAll);
    }

    private Procedure.Step count(Arguments arguments) throws ProcedureError {
        Predicate<RouterSession> filter = filter(arguments);
        if (filter == null) {
            return caller -> Answer.of(sessions.count());
        }
        return caller -> {
            List<RouterSession> all = sessions.all();
            return Answer.composed(workers, () -> all.stream().filter(filter).count());
        };
    }

    private Procedure.Step list(Arguments arguments) throws ProcedureError {
        Predicate<RouterSession> filter = filter(arguments);
        return caller -> {
            List<RouterSession> all = sessions.all();
            return Answer.composed(
                    workers,
                    () -> ids(filter == null ? all : all.stream().filter(filter).toList()));
        };
    }

    /**
     * Returns the filter for the requested roles, or null without a filter. No session matches an empty list of roles.
     * Clients of Crossbar.io pass the roles as the keyword argument {@code filter_authroles}.
     */
    private static Predicate<RouterSession> filter(Arguments arguments) throws ProcedureError {
        Object filter = arguments.at(0) == null ? arguments.keywords().get("filter_authroles") : arguments.at(0);
        if (filter == null) {
            return null;
        }
        if (filter instanceof List<?> roles && roles.stream().allMatch(String.class::isInstance)) {
            Set<?> asked = Set.copyOf(roles);
            return session -> asked.contains(session.role().name());
        }
        throw Arguments.invalid("argument 0 must be a list of strings, the authroles to be counted");
    }

    private Answer get(Caller caller, Arguments arguments) throws ProcedureError {
        return Answer.of(SessionDetails.of(find(arguments)));
    }

    private RouterSession find(Arguments arguments) throws ProcedureError {
        long id = arguments.id(0, "a session");
        RouterSession session = sessions.find(id);
        if (session == null) {
            throw noSuchSession(id);
        }
        return session;
    }

    static ProcedureError noSuchSession(long id) {
        return new ProcedureError(ErrorUri.NO_SUCH_SESSION, "there is no session " + id + " in this realm");
    }

    private Answer kill(Caller caller, Arguments arguments) throws ProcedureError {
        RouterSession victim = find(arguments);
        if (victim.id() == caller.session()) {
            throw new ProcedureError(ErrorUri.NO_SUCH_SESSION, "a session ends itself with GOODBYE");
        }
        sessions.kill(victim, goodbye(arguments));
        return Answer.empty();
    }

    private Answer killByAuthid(Caller caller, Arguments arguments) throws ProcedureError {
        String authid = arguments.text(0, "an authid");
        return killEach(
                caller, session -> session.principal().authid().equals(authid), goodbye(arguments), SessionMeta::ids);
    }

    private Answer killByAuthrole(Caller caller, Arguments arguments) throws ProcedureError {
        String authrole = arguments.text(0, "an authrole");
        return killEach(caller, session -> session.role().name().equals(authrole), goodbye(arguments), List::size);
    }

    private Answer killAll(Caller caller, Arguments arguments) throws ProcedureError {
        Goodbye goodbye = goodbye(arguments);
        List<RouterSession> others = sessions.all();
        others.removeIf(session -> session.id() == caller.session());
        CompletableFuture<List<RouterSession>> killed = new CompletableFuture<>();
        sessions.killSilently(others, goodbye, killed::complete);
        return answer(killed, List::size);
    }

    /**
     * Ends the open sessions that match, except for the caller. The answer follows when all of them have been sent
     * GOODBYE.
     */
    private Answer killEach(
            Caller caller,
            Predicate<RouterSession> condition,
            Goodbye goodbye,
            Function<List<RouterSession>, ?> answer) {
        List<RouterSession> ended = new ArrayList<>();
        CompletableFuture<List<RouterSession>> killed = new CompletableFuture<>();
        ToIntFunction<RouterSession> step = session -> {
            if (!session.isOpen() || session.id() == caller.session() || !condition.test(session)) {
                return 1;
            }
            ended.add(session);
            return sessions.kill(session, goodbye);
        };
        new Sweep<>(executor, "ending sessions", sessions.all(), step, () -> killed.complete(ended)).begin();
        return answer(killed, answer);
    }

    private Answer answer(CompletableFuture<List<RouterSession>> killed, Function<List<RouterSession>, ?> answer) {
        return killed.isDone()
                ? Answer.of(answer.apply(killed.join()))
                : new Answer.Later(killed.thenApplyAsync(all -> Answer.payload(answer.apply(all)), workers));
    }

    private Goodbye goodbye(Arguments arguments) throws ProcedureError {
        String message = arguments.optionalText("message");
        return new Goodbye(message == null ? Map.of() : Map.of("message", message), reason(arguments));
    }

    private String reason(Arguments arguments) throws ProcedureError {
        Object reason = arguments.keywords().get("reason");
        if (reason == null) {
            return CloseUri.KILLED;
        }
        if (reason instanceof String uri && uriRules.isValid(uri, MatchPolicy.EXACT)) {
            return uri;
        }
        throw new ProcedureError(ErrorUri.INVALID_URI, "keyword argument reason must be a URI");
    }

    static List<Long> ids(List<RouterSession> sessions) {
        List<Long> ids = new ArrayList<>(sessions.size());
        for (RouterSession session : sessions) {
            ids.add(session.id());
        }
        return ids;
    }
}
