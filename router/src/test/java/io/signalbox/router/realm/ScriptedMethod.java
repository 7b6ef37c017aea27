package io.signalbox.router.realm;

import io.signalbox.router.auth.AuthRequest;
import io.signalbox.router.auth.AuthStep;
import io.signalbox.router.auth.Authenticator;
import io.signalbox.router.auth.Identity;
import java.util.Map;
import java.util.function.Function;

/** Authentication method that answers HELLO as the test says. */
record ScriptedMethod(String method, Function<AuthRequest, AuthStep> answer) implements Authenticator {
    static final AuthStep ACCEPTED = new AuthStep.Accepted(new Identity("alice", "anonymous", "ticket", "test"));
    static final AuthStep REJECTED = new AuthStep.Rejected("wamp.error.authentication_denied", "scripted");

    /** Returns a method that always gives the same answer to HELLO. */
    static ScriptedMethod always(AuthStep step) {
        return new ScriptedMethod("ticket", request -> step);
    }

    /** Returns a method that sends a challenge and accepts the signature {@code right}. */
    static ScriptedMethod asking() {
        return new ScriptedMethod("ticket", request -> challenge(request, (signature, extra) -> judge(signature)));
    }

    static AuthStep judge(String signature) {
        return signature.equals("right") ? ACCEPTED : REJECTED;
    }

    /** Returns a challenge that contains the session id. */
    static AuthStep challenge(AuthRequest request, Response next) {
        return new AuthStep.Challenged(Map.of("session", request.session()), next);
    }

    @Override
    public AuthStep begin(AuthRequest request) {
        return answer.apply(request);
    }
}
