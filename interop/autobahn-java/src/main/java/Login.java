import com.fasterxml.jackson.databind.ObjectMapper;
import io.crossbar.autobahn.wamp.Session;
import io.crossbar.autobahn.wamp.auth.ChallengeResponseAuth;
import io.crossbar.autobahn.wamp.auth.TicketAuth;
import io.crossbar.autobahn.wamp.interfaces.IAuthenticator;
import io.crossbar.autobahn.wamp.transports.NettyWebSocket;
import io.crossbar.autobahn.wamp.types.CallOptions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One login of autobahn-java: {@code Login URL REALM METHOD AUTHID SECRET}. Writes one JSON object: authid, authrole and
 * authmethod, or error and message of the ABORT.
 */
public final class Login {
    private Login() {}

    public static void main(String[] arguments) throws Exception {
        IAuthenticator authenticator = authenticator(arguments[2], arguments[3], arguments[4]);
        CompletableFuture<Map<String, Object>> outcome = new CompletableFuture<>();
        Session session = new Session(Runnable::run);
        session.addOnConnectListener(connected -> connected.join(arguments[1], List.of(authenticator)));
        // The details that the library gives lack the method.
        session.addOnJoinListener((joined, details) -> joined.call(
                        "wamp.session.get", List.of(details.sessionID), Map.of(), (CallOptions) null)
                .whenComplete((result, failure) -> {
                    if (failure == null) {
                        Map<?, ?> found = (Map<?, ?>) result.results.get(0);
                        outcome.complete(Map.of(
                                "authid", found.get("authid"),
                                "authrole", found.get("authrole"),
                                "authmethod", found.get("authmethod")));
                    } else {
                        outcome.completeExceptionally(failure);
                    }
                }));
        session.addOnLeaveListener((left, details) -> outcome.complete(
                Map.of("error", String.valueOf(details.reason), "message", String.valueOf(details.message))));
        new NettyWebSocket(arguments[0], List.of("wamp.2.cbor")).connect(session);
        System.out.println(new ObjectMapper().writeValueAsString(outcome.get(60, TimeUnit.SECONDS)));
        System.exit(0);
    }

    private static IAuthenticator authenticator(String method, String authid, String secret) {
        return switch (method) {
            case "ticket" -> new TicketAuth(authid, secret);
            case "wampcra" -> new ChallengeResponseAuth(authid, secret);
            default -> throw new IllegalArgumentException(method);
        };
    }
}
