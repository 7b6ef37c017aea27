package io.signalbox.router.node;

import io.signalbox.protocol.options.HelloDetails;
import io.signalbox.router.auth.AuthStep;
import io.signalbox.router.auth.Authenticator;

/** Authentication method that gives all clients the authid of the configuration. */
record FixedAuthid(Authenticator authenticator, String authid) implements Authenticator {
    @Override
    public String method() {
        return authenticator.method();
    }

    @Override
    public AuthStep begin(HelloDetails hello) {
        return switch (authenticator.begin(hello)) {
            case AuthStep.Accepted accepted ->
                new AuthStep.Accepted(authid, accepted.authrole(), accepted.authmethod(), accepted.authprovider());
            case AuthStep.Rejected rejected -> rejected;
        };
    }
}
