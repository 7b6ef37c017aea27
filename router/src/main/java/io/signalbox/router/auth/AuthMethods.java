package io.signalbox.router.auth;

import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.options.HelloDetails;
import java.util.List;

/** The authentication methods of one listener, in the order in which they are preferred. Any thread may use it. */
public final class AuthMethods {
    private final List<Authenticator> methods;

    public AuthMethods(List<Authenticator> methods) {
        this.methods = List.copyOf(methods);
    }

    /** Begins with the first method that the client offers too; a client that names none takes whatever there is. */
    public AuthStep begin(HelloDetails hello) {
        List<String> offered = hello.authmethods();
        for (Authenticator method : methods) {
            if (offered.isEmpty() || offered.contains(method.method())) {
                return method.begin(hello);
            }
        }
        return new AuthStep.Rejected(
                ErrorUri.NO_MATCHING_AUTH_METHOD,
                "this listener takes "
                        + methods.stream().map(Authenticator::method).toList());
    }
}
