package io.signalbox.router.meta;

import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.uri.UriRules;
import io.signalbox.router.dealer.Dealer;
import io.signalbox.router.dealer.Registrations;
import io.signalbox.router.session.Answer;
import io.signalbox.router.session.Arguments;
import io.signalbox.router.session.Caller;
import io.signalbox.router.session.ProcedureError;
import io.signalbox.router.session.RegistrationDetails;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/**
 * Procedures about registrations (spec: Registration Meta API). The router's own procedures are not listed. Confined to
 * the realm's loop.
 */
final class RegistrationMeta {
    private final Dealer dealer;
    private final Registrations registrations;
    private final SessionDirectory sessions;
    private final Executor workers;

    RegistrationMeta(Dealer dealer, SessionDirectory sessions, Executor workers) {
        this.dealer = dealer;
        this.registrations = dealer.registrations();
        this.sessions = sessions;
        this.workers = workers;
    }

    void serve(ServiceSession service) {
        service.register("wamp.registration.list", this::list);
        service.register("wamp.registration.lookup", this::lookup);
        service.register("wamp.registration.match", this::match);
        service.register("wamp.registration.get", this::get);
        service.register("wamp.registration.list_callees", this::listCallees);
        service.register("wamp.registration.count_callees", this::countCallees);
        service.register("wamp.registration.remove_callee", this::removeCallee);
    }

    private Answer list(Caller caller, Arguments arguments) {
        Stream<RegistrationDetails> all = registrations.snapshot();
        return Answer.composed(workers, () -> {
            Map<MatchPolicy, List<Long>> lists = PatternArguments.emptyLists();
            all.filter(RegistrationMeta::isShown)
                    .forEach(registration -> lists.get(registration.match()).add(registration.id()));
            return PatternArguments.byName(lists);
        });
    }

    private Answer lookup(Caller caller, Arguments arguments) throws ProcedureError {
        String procedure = arguments.text(0, "a procedure or pattern");
        return idOf(registrations.find(PatternArguments.match(arguments), procedure));
    }

    private Answer match(Caller caller, Arguments arguments) throws ProcedureError {
        String procedure = arguments.text(0, "a procedure");
        return idOf(UriRules.isReserved(procedure) ? null : registrations.best(procedure));
    }

    private static Answer idOf(RegistrationDetails registration) {
        return Answer.of(isShown(registration) ? registration.id() : null);
    }

    private Answer get(Caller caller, Arguments arguments) throws ProcedureError {
        return Answer.of(MetaDetails.of(find(arguments)));
    }

    private Answer listCallees(Caller caller, Arguments arguments) throws ProcedureError {
        return MemberList.of(registrations.callees(find(arguments).id()), sessions.find(caller.session()), workers);
    }

    private Answer countCallees(Caller caller, Arguments arguments) throws ProcedureError {
        return Answer.of(registrations.countCallees(find(arguments).id()));
    }

    private Answer removeCallee(Caller caller, Arguments arguments) throws ProcedureError {
        RegistrationDetails registration = find(arguments);
        long session = arguments.id(1, "a session");
        if (sessions.find(session) == null) {
            throw SessionMeta.noSuchSession(session);
        }
        if (!dealer.revoke(registration.id(), session, arguments.optionalText("reason"))) {
            throw new ProcedureError(
                    ErrorUri.NO_SUCH_REGISTRATION, "session " + session + " has no registration " + registration.id());
        }
        return Answer.empty();
    }

    private RegistrationDetails find(Arguments arguments) throws ProcedureError {
        long id = arguments.id(0, "a registration");
        RegistrationDetails found = registrations.find(id);
        if (!isShown(found)) {
            throw new ProcedureError(ErrorUri.NO_SUCH_REGISTRATION, "there is no registration " + id);
        }
        return found;
    }

    private static boolean isShown(RegistrationDetails registration) {
        return registration != null && !UriRules.isReserved(registration.uri());
    }
}
