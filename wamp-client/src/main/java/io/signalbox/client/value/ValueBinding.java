package io.signalbox.client.value;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Binding of one decoded value to a class by Jackson, with errors that name the place and both types. Stateless and
 * thread-safe.
 */
final class ValueBinding {
    private ValueBinding() {}

    /**
     * Returns an object of a type.
     *
     * @param place the argument, for errors; empty for the dictionary of all keyword arguments
     * @throws InvalidArgumentException if the value is of another type
     */
    static Object read(PayloadMapper mapper, JsonNode value, JavaType type, String place) {
        ObjectMapper jackson = mapper.jackson();
        if (value.isNull() && type.isPrimitive()) {
            throw mismatch(place, type.getRawClass(), value);
        }
        try (JsonParser in = new WholeNumberParser(value, jackson)) {
            return jackson.readerFor(type).readValue(in);
        } catch (InputCoercionException e) {
            throw mismatch(place, e.getTargetType(), value);
        } catch (JsonMappingException e) {
            throw invalid(e, place, type, value);
        } catch (JacksonException e) {
            throw mismatch(place, type.getRawClass(), value);
        } catch (IOException e) {
            throw new UncheckedIOException("a tree in memory cannot be read", e);
        }
    }

    private static InvalidArgumentException invalid(
            JsonMappingException e, String place, JavaType type, JsonNode value) {
        StringBuilder path = new StringBuilder(place);
        JsonNode found = value;
        for (JsonMappingException.Reference step : e.getPath()) {
            String field = step.getFieldName();
            if (path.isEmpty()) {
                path.append(Arguments.place(-1, field));
            } else {
                path.append(field == null ? "[" + step.getIndex() + "]" : "." + Printable.of(field));
            }
            found = ValueTrees.child(found, field, step.getIndex());
        }
        String where = path.isEmpty() ? "the keyword arguments" : path.toString();
        if (e instanceof ValueInstantiationException instantiation && e.getCause() != null) {
            // The constructor of the class refuses a value.
            return new InvalidArgumentException(where + ": "
                    + instantiation.getType().getRawClass().getSimpleName() + " refuses the value: "
                    + e.getCause().getMessage());
        }
        Class<?> expected = type.getRawClass();
        if (e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
            expected = mismatch.getTargetType();
        } else if (e.getCause() instanceof InputCoercionException coercion) {
            expected = coercion.getTargetType();
        }
        return mismatch(where, expected, found);
    }

    private static InvalidArgumentException mismatch(String place, Class<?> expected, JsonNode found) {
        return new InvalidArgumentException(
                place + ": expected " + ValueNames.expected(expected) + ", found " + ValueNames.found(expected, found));
    }
}
