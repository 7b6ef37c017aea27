package io.signalbox.router.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.router.auth.JwtSettings.StaticJwtSettings;
import java.text.ParseException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Evaluation of JSON Web Tokens (RFC 7519): signature, issuer, audience and times, then authid, role and realm from the
 * claims. The order follows RFC 8725: no claim is read before the signature is verified. No refusal has a part of a token.
 * Thread-safe.
 */
public final class JwtTokens {
    private static final int MAX_AUTHID_CHARS = 255;

    /** Types in the header. An issuer gives other types to tokens with another purpose, such as the tokens of a logout. */
    private static final Set<String> TYPES = Set.of("jwt", "at+jwt");

    /** The parser of the library ignores other characters. */
    private static final Pattern SIGNED = Pattern.compile("[\\w-]++\\.[\\w-]++\\.[\\w-]++");

    private static final String NOT_SIGNED = "the ticket is not a signed JSON Web Token";

    private final StaticJwtSettings settings;
    private final ClaimPath authid;
    private final Optional<ClaimPath> role;
    private final Optional<ClaimPath> realm;
    private final LongSupplier epochMillis;
    private volatile JwtKeys keys;

    /** @param epochMillis the wall clock */
    public JwtTokens(StaticJwtSettings settings, JwtKeys keys, LongSupplier epochMillis) {
        this.settings = settings;
        this.keys = keys;
        this.epochMillis = epochMillis;
        authid = ClaimPath.of(settings.claims().authid());
        role = settings.claims().role().map(ClaimPath::of);
        realm = settings.claims().realm().map(ClaimPath::of);
    }

    /** Replaces the keys. Sessions that have joined stay. */
    public void replace(JwtKeys changed) {
        keys = changed;
    }

    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String reason) {
            super(reason, null, false, false);
        }
    }

    /** Evaluates the token of a client. Takes the time of a signature. */
    AuthStep judge(AuthRequest request, String authmethod, String token) {
        try {
            Map<String, Object> claims = claims(token);
            OptionalLong expiry = expiry(claims);
            return new AuthStep.Accepted(new Identity(
                    authid(request, claims),
                    role(claims),
                    authmethod,
                    JwtAuth.METHOD,
                    realm(claims),
                    Map.of(),
                    expiry));
        } catch (Refused refused) {
            return new AuthStep.Rejected(ErrorUri.AUTHENTICATION_DENIED, refused.getMessage());
        }
    }

    private Map<String, Object> claims(String token) throws Refused {
        if (!SIGNED.matcher(token).matches()) {
            throw new Refused(NOT_SIGNED);
        }
        JWSObject parsed;
        try {
            parsed = JWSObject.parse(token);
        } catch (ParseException | IllegalArgumentException e) {
            throw new Refused(NOT_SIGNED);
        }
        verify(parsed);
        Map<String, Object> claims = parsed.getPayload().toJSONObject();
        if (claims == null) {
            throw new Refused("the token has no claims");
        }
        if (!settings.issuer().equals(claims.get("iss"))) {
            throw new Refused("the token is of another issuer");
        }
        if (names(claims.get("aud")).stream().noneMatch(settings.audience()::contains)) {
            throw new Refused("the token is for another audience");
        }
        return claims;
    }

    private void verify(JWSObject token) throws Refused {
        JWSHeader header = token.getHeader();
        JwtAlgorithm algorithm = settings.algorithms().stream()
                .filter(accepted -> accepted.name().equals(header.getAlgorithm().getName()))
                .findFirst()
                .orElseThrow(() -> new Refused("the algorithm of the token is not accepted here"));
        if (header.getCriticalParams() != null && !header.getCriticalParams().isEmpty()) {
            throw new Refused("the token has critical header parameters, which this router does not know");
        }
        if (header.getType() != null && !TYPES.contains(type(header))) {
            throw new Refused("the type of the token is not JWT");
        }
        List<JWSVerifier> verifiers = keys.find(algorithm, header.getKeyID());
        if (verifiers.isEmpty()) {
            throw new Refused("the token is signed with a key that this router does not know");
        }
        for (JWSVerifier verifier : verifiers) {
            if (isSigned(token, verifier)) {
                return;
            }
        }
        throw new Refused("the signature of the token is wrong");
    }

    private static String type(JWSHeader header) {
        String type = header.getType().getType().toLowerCase(Locale.ROOT);
        return type.startsWith("application/") ? type.substring("application/".length()) : type;
    }

    private static boolean isSigned(JWSObject token, JWSVerifier verifier) {
        try {
            return token.verify(verifier);
        } catch (JOSEException e) {
            throw new IllegalStateException("a signature cannot be verified", e);
        }
    }

    /** Checks the times. Returns the time at which the session ends; empty if the session outlives the token. */
    private OptionalLong expiry(Map<String, Object> claims) throws Refused {
        long now = epochMillis.getAsLong();
        OptionalLong expires = millis(claims, "exp");
        if (expires.isEmpty()) {
            throw new Refused("the token has no expiration time (exp)");
        }
        long end = expires.getAsLong();
        if (now - end >= settings.clockSkewMillis()) {
            throw new Refused("the token has expired");
        }
        OptionalLong begins = millis(claims, "nbf");
        if (begins.isPresent() && begins.getAsLong() - now > settings.clockSkewMillis()) {
            throw new Refused("the token is not valid yet");
        }
        if (!settings.closeOnExpiry()) {
            return OptionalLong.empty();
        }
        // A token that is accepted after its expiration, because the clocks may differ, lasts until the difference is
        // exceeded.
        return OptionalLong.of(end > now ? end : end + settings.clockSkewMillis());
    }

    private static OptionalLong millis(Map<String, Object> claims, String name) throws Refused {
        Object seconds = claims.get(name);
        if (seconds == null) {
            return OptionalLong.empty();
        }
        if (!(seconds instanceof Number number) || !(Math.abs(number.doubleValue()) < 1e12)) {
            throw new Refused("the claim " + name + " of the token is not a time in seconds since 1970");
        }
        return OptionalLong.of((long) (number.doubleValue() * 1000));
    }

    private String authid(AuthRequest request, Map<String, Object> claims) throws Refused {
        String named = text(authid, claims)
                .filter(name -> name.length() <= MAX_AUTHID_CHARS)
                .orElseThrow(() -> new Refused("the token has no authid of 1 to " + MAX_AUTHID_CHARS
                        + " characters in the claim " + settings.claims().authid()));
        if (!request.hello().authid().orElse(named).equals(named)) {
            throw new Refused("the authid in HELLO is not the authid in the token");
        }
        return named;
    }

    private String role(Map<String, Object> claims) throws Refused {
        List<String> named = role.map(path -> names(path.find(claims))).orElse(List.of());
        for (Map.Entry<String, String> entry : settings.roles().entrySet()) {
            if (named.contains(entry.getKey())) {
                return entry.getValue();
            }
        }
        return settings.defaultRole()
                .orElseThrow(() -> new Refused("no value of the role claim of the token has a role here"));
    }

    private Optional<String> realm(Map<String, Object> claims) throws Refused {
        if (realm.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(text(realm.get(), claims).orElseThrow(() -> new Refused("the token names no realm")));
    }

    private static Optional<String> text(ClaimPath path, Map<String, Object> claims) {
        return path.find(claims) instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
    }

    /** Returns the texts of a claim that has one text or a list. */
    private static List<String> names(Object claim) {
        Collection<?> values =
                claim instanceof Collection<?> several ? several : claim == null ? List.of() : List.of(claim);
        return values.stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .toList();
    }
}
