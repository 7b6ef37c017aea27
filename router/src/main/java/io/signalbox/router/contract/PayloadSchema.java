package io.signalbox.router.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compiled JSON Schema. Thread-safe. */
final class PayloadSchema {
    private static final Logger LOG = LoggerFactory.getLogger(PayloadSchema.class);

    /** Bound for paths and messages: both quote property names, which may be as long as the payload. */
    private static final int MAX_TEXT_LENGTH = 300;

    private final Schema schema;

    PayloadSchema(Schema schema) {
        this.schema = schema;
    }

    /**
     * Place of a value that does not match the schema, and the reason.
     *
     * @param path the JSON path behind {@code $}, such as {@code [0].name}; empty for the value as a whole
     * @param message the message of the schema
     */
    record Mismatch(String path, String message) {}

    /** Returns the first mismatch of a value, or null. A value that cannot be checked is a mismatch. */
    Mismatch mismatch(JsonNode value) {
        try {
            List<Error> errors = schema.validate(value);
            return errors.isEmpty() ? null : mismatch(errors.get(0));
        } catch (BoundedPattern.TooLong e) {
            return new Mismatch("", e.getMessage());
        } catch (RuntimeException | StackOverflowError e) {
            // A value that makes the schema library fail must not pass the contract.
            LOG.debug("The schema check of a payload failed; the payload counts as a violation", e);
            return new Mismatch("", "the value cannot be checked against the schema");
        }
    }

    /** Checks a value and throws the errors that {@link #mismatch} returns as a mismatch. */
    void tryOn(JsonNode value) {
        schema.validate(value);
    }

    private static Mismatch mismatch(Error error) {
        String path = error.getInstanceLocation().toString();
        return new Mismatch(shortened(path.substring(1)), shortened(error.getMessage()));
    }

    private static String shortened(String text) {
        return text.length() <= MAX_TEXT_LENGTH ? text : text.substring(0, MAX_TEXT_LENGTH) + "…";
    }
}
