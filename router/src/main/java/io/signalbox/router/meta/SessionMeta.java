package io.signalbox.router.meta;

import io.signalbox.protocol.message.CloseUri;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Goodbye;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.uri.UriRules;
import io.signalbox.router.session.Answer;
import io.signalbox.router.session.Arguments;
import io.signalbox.router.session.Caller;
import io.signalbox.router.session.ProcedureError;
import io.signalbox.router.session.RouterSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The procedures about sessions (spec: Session Meta API). Confined to the realm's loop. */
final class SessionMeta {
    private final SessionDirectory sessions;
    private final UriRules uriRules;

    SessionMeta(SessionDirectory sessions, UriRules uriRules) {
        this.sessions = sessions;
        this.uriRules = uriRules;
    }

    void serve(ServiceSession service) {
        service.register("wamp.session.count", this::count);
        service.register("wamp.session.list", this::list);
        service.register("wamp.session.get", this::get);
        service.register("wamp.session.kill", this::kill);
        service.register("wamp.session.kill_by_authid", this::killByAuthid);
        service.register("wamp.session.kill_by_authrole", this::killByAuthrole);
        service.register("wamp.session.kill_all", this::killAll);
    }

    private Answer count(Caller caller, Arguments arguments) throws ProcedureError {
        return Answer.of(withRoles(arguments).size());
    }

    private Answer list(Caller caller, Arguments arguments) throws ProcedureError {
        return Answer.of(ids(withRoles(arguments)));
    }

    /**
     * Those with one of the roles asked for; an empty list of roles is nobody's (checklist D10). Callers of Crossbar.io
     * name the filter.
     */
    private List<RouterSession> withRoles(Arguments arguments) throws ProcedureError {
        Object filter = arguments.at(0) == null ? arguments.keywords().get("filter_authroles") : arguments.at(0);
        if (filter == null) {
            return sessions.all();
        }
        if (filter instanceof List<?> roles && roles.stream().allMatch(String.class::isInstance)) {
            return select(session -> roles.contains(session.role().name()));
        }
        throw Arguments.invalid("argument 0 must be a list of strings, the authroles to be counted");
    }

    private Answer get(Caller caller, Arguments arguments) throws ProcedureError {
        return Answer.of(MetaDetails.of(find(arguments)));
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
        List<RouterSession> victims =
                others(caller, session -> session.principal().authid().equals(authid));
        killEach(victims, goodbye(arguments));
        return Answer.of(ids(victims));
    }

    private Answer killByAuthrole(Caller caller, Arguments arguments) throws ProcedureError {
        String authrole = arguments.text(0, "an authrole");
        List<RouterSession> victims =
                others(caller, session -> session.role().name().equals(authrole));
        killEach(victims, goodbye(arguments));
        return Answer.of(victims.size());
    }

    private Answer killAll(Caller caller, Arguments arguments) throws ProcedureError {
        List<RouterSession> victims = others(caller, any -> true);
        sessions.killSilently(victims, goodbye(arguments));
        return Answer.of(victims.size());
    }

    private void killEach(List<RouterSession> victims, Goodbye goodbye) {
        for (RouterSession victim : victims) {
            sessions.kill(victim, goodbye);
        }
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

    private List<RouterSession> others(Caller caller, Predicate<RouterSession> condition) {
        return select(session -> session.id() != caller.session() && condition.test(session));
    }

    private List<RouterSession> select(Predicate<RouterSession> condition) {
        List<RouterSession> selected = new ArrayList<>(sessions.all());
        selected.removeIf(condition.negate());
        return selected;
    }

    static List<Long> ids(List<RouterSession> sessions) {
        List<Long> ids = new ArrayList<>(sessions.size());
        for (RouterSession session : sessions) {
            ids.add(session.id());
        }
        return ids;
    }
}
