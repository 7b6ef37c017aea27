import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbox.client.ClientResources;
import io.signalbox.client.SessionDetails;
import io.signalbox.client.TlsOptions;
import io.signalbox.client.WampClient;
import io.signalbox.client.WampException;
import io.signalbox.client.auth.Authentication;
import io.signalbox.client.auth.Secret;
import io.signalbox.protocol.auth.ScramDialect;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Logins of the Java client of Signalbox: {@code Login CA}. Reads a login a line, {url, realm, method, authid, secret}, and answers each
 * with a line: {authid, authrole, authmethod}, or {error, message}. The secret of a certificate is the file with key and certificate.
 */
public final class Login {
    private static final JsonMapper JSON = new JsonMapper();

    private Login() {}

    public static void main(String[] arguments) throws IOException {
        PrintStream out = System.out;
        // The log is no answer.
        System.setOut(System.err);
        TlsOptions tls = TlsOptions.DEFAULTS.withTrusted(Path.of(arguments[0]));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (ClientResources shared = ClientResources.create()) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.println(login(JSON.readTree(line), tls, shared));
                out.flush();
            }
        }
    }

    private static ObjectNode login(JsonNode asked, TlsOptions authority, ClientResources shared) {
        String method = text(asked, "method");
        String secret = text(asked, "secret");
        TlsOptions tls =
                method.equals("tls") ? authority.withIdentity(Path.of(secret), Path.of(secret)) : authority;
        ObjectNode outcome = JSON.createObjectNode();
        try (WampClient client = WampClient.builder(text(asked, "url"), text(asked, "realm"))
                .resources(shared)
                .tls(tls)
                .authentication(authentication(method, text(asked, "authid"), secret))
                .build()) {
            SessionDetails details = client.connect().details();
            return outcome.put("authid", details.authid())
                    .put("authrole", details.authrole())
                    .put("authmethod", details.authmethod());
        } catch (WampException e) {
            return outcome.put("error", e.uri()).put("message", e.getMessage());
        }
    }

    private static Authentication authentication(String method, String authid, String secret) {
        return switch (method) {
            case "ticket" -> Authentication.ticket(authid, secret);
            case "jwt" -> Authentication.jwt(authid, Secret.of(secret));
            case "wampcra" -> Authentication.wampcra(authid, secret);
            // The keys of the users serve this dialect only.
            case "scram" -> Authentication.scram(authid, secret).dialect(ScramDialect.SCRAM);
            case "cryptosign" -> Authentication.cryptosign(secret).authid(authid);
            case "tls" -> Authentication.tls(authid);
            default -> throw new IllegalArgumentException(method);
        };
    }

    private static String text(JsonNode asked, String name) {
        return asked.get(name).textValue();
    }
}
