package io.signalbox.router.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A schema that is ready for use. Any thread may use it. */
final class PayloadSchema {
    private static final Logger LOG = LoggerFactory.getLogger(PayloadSchema.class);

    /** Paths and messages quote names from payloads, which may be as long as a payload. */
    private static final int MAX_TEXT_LENGTH = 300;

    private final Schema schema;

    PayloadSchema(Schema schema) {
        this.schema = schema;
    }

    /** The first thing that is wrong with a value; null when it fits. A value that cannot be checked does not fit. */
    SchemaMismatch mismatch(JsonNode value) {
        try {
            List<Error> errors = schema.validate(value);
            return errors.isEmpty() ? null : mismatch(errors.get(0));
        } catch (BoundedPattern.TooLong e) {
            return new SchemaMismatch("", e.getMessage());
        } catch (RuntimeException | StackOverflowError e) {
            // Schema and value together can overtax the library, and nobody may get past a contract that way.
            LOG.debug("a value could not be checked", e);
            return new SchemaMismatch("", "the value cannot be checked against the schema");
        }
    }

    /** Lets everything through that {@link #mismatch} would turn into an answer. */
    void tryOn(JsonNode value) {
        schema.validate(value);
    }

    private static SchemaMismatch mismatch(Error error) {
        String path = error.getInstanceLocation().toString();
        return new SchemaMismatch(shortened(path.substring(1)), shortened(error.getMessage()));
    }

    private static String shortened(String text) {
        return text.length() <= MAX_TEXT_LENGTH ? text : text.substring(0, MAX_TEXT_LENGTH) + "…";
    }
}
