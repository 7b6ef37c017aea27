package io.signalbox.router.authz;

import io.signalbox.protocol.message.Payload;
import io.signalbox.router.session.Arguments;
import io.signalbox.router.session.Decision;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Answer of an authorizer: a boolean, or a dictionary of booleans of which {@code allow} is required.
 *
 * @param decision not {@code UNDECIDED}
 * @param isCacheable whether the decision holds for later requests of the same user
 */
record AuthorizerAnswer(Decision decision, boolean isCacheable) {
    private static final String ALLOW = "allow";
    private static final String CACHE = "cache";
    private static final String DISCLOSE = "disclose";
    private static final Set<String> KEYS = Set.of(ALLOW, CACHE, DISCLOSE, "validate");

    /** Thrown for a RESULT that is no answer of an authorizer. The message contains no values of the RESULT. */
    static final class InvalidAnswerException extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidAnswerException(String message) {
            super(message);
        }
    }

    /**
     * Returns the answer in the arguments of RESULT.
     *
     * @throws InvalidAnswerException if the arguments are not one boolean or one dictionary as described
     */
    static AuthorizerAnswer of(Payload result) throws InvalidAnswerException {
        List<Object> arguments = new Arguments(result).list();
        if (arguments.size() != 1) {
            throw new InvalidAnswerException(
                    "the result has " + arguments.size() + " arguments instead of one boolean or dictionary");
        }
        Object answer = arguments.get(0);
        if (answer instanceof Boolean allowed) {
            return new AuthorizerAnswer(allowed ? Decision.ALLOWED : Decision.DENIED, false);
        }
        if (answer instanceof Map<?, ?> dictionary) {
            return of(dictionary);
        }
        throw new InvalidAnswerException("the result is neither a boolean nor a dictionary");
    }

    private static AuthorizerAnswer of(Map<?, ?> dictionary) throws InvalidAnswerException {
        for (Object key : dictionary.keySet()) {
            if (!KEYS.contains(key)) {
                throw new InvalidAnswerException("the dictionary has the unknown key '" + key + "'");
            }
        }
        if (dictionary.get("validate") != null) {
            throw new InvalidAnswerException("the dictionary asks for 'validate', which this router does not support;"
                    + " bind the URI to a schema in the configuration instead");
        }
        if (dictionary.get(ALLOW) == null) {
            throw new InvalidAnswerException("the dictionary has no 'allow'");
        }
        boolean isAllowed = flag(dictionary, ALLOW);
        boolean isDisclosed = flag(dictionary, DISCLOSE);
        boolean isCacheable = flag(dictionary, CACHE);
        Decision allowed = isDisclosed ? Decision.ALLOWED_AND_DISCLOSED : Decision.ALLOWED;
        return new AuthorizerAnswer(isAllowed ? allowed : Decision.DENIED, isCacheable);
    }

    private static boolean flag(Map<?, ?> dictionary, String key) throws InvalidAnswerException {
        Object value = dictionary.get(key);
        if (value == null || value instanceof Boolean) {
            return Boolean.TRUE.equals(value);
        }
        throw new InvalidAnswerException("'" + key + "' of the dictionary is no boolean");
    }
}
