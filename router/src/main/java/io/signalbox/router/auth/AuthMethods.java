package io.signalbox.router.auth;

import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.options.HelloDetails;
import java.util.List;

/** Authentication methods of a listening transport, in order of preference. Thread-safe. */
public final class AuthMethods {
    private final List<Authenticator> methods;

    public AuthMethods(List<Authenticator> methods) {
        this.methods = List.copyOf(methods);
    }

    /**
     * Begins the first method that the client offers. A HELLO without {@code authmethods} accepts every method.
     *
     * @return the result, which is a rejection when client and listener have no method in common
     */
    public AuthStep begin(HelloDetails hello) {
        List<String> offered = hello.authmethods();
        for (Authenticator method : methods) {
            if (offered.isEmpty() || offered.contains(method.method())) {
                return method.begin(hello);
            }
        }
        return new AuthStep.Rejected(
                ErrorUri.NO_MATCHING_AUTH_METHOD,
                "none of the offered authentication methods is available here; available are "
                        + methods.stream().map(Authenticator::method).toList());
    }
}
