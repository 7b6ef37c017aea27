package io.signalbox.router.meta;

import io.signalbox.protocol.codec.EnclosedPayload;
import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.options.PublishOptions;
import io.signalbox.protocol.uri.UriRules;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.Answer;
import io.signalbox.router.session.Arguments;
import io.signalbox.router.session.AuthorizationRequest;
import io.signalbox.router.session.Caller;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.Procedure;
import io.signalbox.router.session.ProcedureAuthorization;
import io.signalbox.router.session.ProcedureError;
import io.signalbox.router.session.RouterSession;
import java.util.Map;

/**
 * Procedures for testaments (spec: Session Testament). The permission to publish is checked when the testament is
 * added, so that the session gets the error. Confined to the realm's loop.
 */
final class TestamentMeta {
    private final Testaments testaments;
    private final RealmParts realm;
    private final ProcedureAuthorization authorization;
    private final boolean refusesDiscloseMe;
    private final MetaSettings.MetaLimits limits;

    /**
     * @param refusesDiscloseMe whether {@code disclose_me} is an error unless a permission rule discloses the publisher
     */
    TestamentMeta(
            Testaments testaments,
            RealmParts realm,
            ProcedureAuthorization authorization,
            boolean refusesDiscloseMe,
            MetaSettings.MetaLimits limits) {
        this.testaments = testaments;
        this.realm = realm;
        this.authorization = authorization;
        this.refusesDiscloseMe = refusesDiscloseMe;
        this.limits = limits;
    }

    void serve(ServiceSession service) {
        service.register("wamp.session.add_testament", Procedure.reading(this::add), limits.maxTestamentSizeBytes());
        service.register("wamp.session.flush_testaments", this::flush);
    }

    private Procedure.Step add(Arguments arguments) throws ProcedureError {
        EnclosedPayload event = EnclosedPayload.of(arguments.payload(), 1);
        Arguments others = event == null ? arguments : new Arguments(event.outer());
        checkLength(others.payload().length());
        String topic = others.text(0, "a topic");
        others.list(1, "the arguments of the event");
        others.dict(2, "the keyword arguments of the event");
        if (event == null) {
            throw Arguments.invalid("arguments 1 and 2 must be the arguments and keyword arguments of the event");
        }
        Map<String, Object> given = others.optionalDict("publish_options");
        PublishOptions options = options(given);
        Testament.Scope scope = scope(others);
        Publish publish = new Publish(0, given, topic, event.inner().retained());
        return caller -> {
            RouterSession owner = owner(caller);
            checkTopic(topic);
            AuthorizationRequest request =
                    new AuthorizationRequest(owner, Action.PUBLISH, topic, MatchPolicy.EXACT, given);
            return authorization.decide(request, decision -> {
                checkPermission(owner, topic, options, decision);
                // The owner may have left while its authorizer was asked.
                return add(owner(caller), new Testament(scope, publish, options, decision));
            });
        };
    }

    /** Bounds what is decoded: everything but the event. */
    private void checkLength(int bytes) throws ProcedureError {
        if (bytes > limits.maxProcedureArgumentBytes()) {
            throw new ProcedureError(
                    ErrorUri.LIMIT_EXCEEDED,
                    "the arguments beside those of the event have " + bytes + " bytes, the limit is "
                            + limits.maxProcedureArgumentBytes());
        }
    }

    private Answer add(RouterSession owner, Testament testament) throws ProcedureError {
        if (!testaments.add(owner, testament)) {
            realm.counters().refusedByLimit++;
            throw new ProcedureError(
                    ErrorUri.LIMIT_EXCEEDED, "the session, or the node, has reached its limit of testaments");
        }
        return Answer.empty();
    }

    private Answer flush(Caller caller, Arguments arguments) throws ProcedureError {
        testaments.flush(owner(caller), scope(arguments));
        return Answer.empty();
    }

    private RouterSession owner(Caller caller) throws ProcedureError {
        RouterSession owner = realm.sessions().find(caller.session());
        if (owner == null) {
            // An earlier task has ended the session. A testament added now would never be removed.
            throw SessionMeta.noSuchSession(caller.session());
        }
        return owner;
    }

    private void checkTopic(String topic) throws ProcedureError {
        if (!realm.uriRules().isValid(topic, MatchPolicy.EXACT) || UriRules.isReserved(topic)) {
            throw new ProcedureError(ErrorUri.INVALID_URI, "argument 0 must be a topic that clients may publish to");
        }
    }

    private void checkPermission(RouterSession owner, String topic, PublishOptions options, Decision decision)
            throws ProcedureError {
        if (!decision.isAllowed()) {
            throw new ProcedureError(
                    ErrorUri.NOT_AUTHORIZED, "role " + owner.role().name() + " may not PUBLISH " + topic);
        }
        if (options.discloseMe() && refusesDiscloseMe && decision != Decision.ALLOWED_AND_DISCLOSED) {
            throw new ProcedureError(ErrorUri.OPTION_DISALLOWED_DISCLOSE_ME, "this realm does not disclose publishers");
        }
    }

    private static PublishOptions options(Map<String, Object> given) throws ProcedureError {
        try {
            return PublishOptions.from(given);
        } catch (ProtocolViolation wrongOption) {
            throw Arguments.invalid(wrongOption.getMessage());
        }
    }

    private static Testament.Scope scope(Arguments arguments) throws ProcedureError {
        String name = arguments.optionalText("scope");
        if (name == null) {
            return Testament.Scope.DESTROYED;
        }
        for (Testament.Scope scope : Testament.Scope.values()) {
            if (scope.wireName().equals(name)) {
                return scope;
            }
        }
        throw Arguments.invalid("keyword argument scope must be destroyed or detached");
    }
}
