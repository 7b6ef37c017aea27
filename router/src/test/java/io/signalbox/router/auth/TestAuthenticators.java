package io.signalbox.router.auth;

import io.signalbox.protocol.message.ErrorUri;
import java.util.Map;

/** Provider with the name test: its settings have the answer for each authid. */
public final class TestAuthenticators implements AuthenticatorProvider {
    @Override
    public String name() {
        return "test";
    }

    @Override
    public ProvidedAuthenticator create(String method, Map<String, Object> config) {
        return (realm, authid, details) -> {
            Object answer = config.get(authid.orElse(""));
            if (answer == null
                    || details.containsKey("ticket") && !details.get("ticket").equals("right")) {
                throw new AuthenticationRefused(ErrorUri.AUTHENTICATION_DENIED, "refused by the provider");
            }
            return answer;
        };
    }
}
