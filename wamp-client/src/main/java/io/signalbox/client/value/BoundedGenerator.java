package io.signalbox.client.value;

import com.fasterxml.jackson.core.JsonGenerationException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import java.io.IOException;

/** Generator that refuses a value which is nested too deep, such as a map that contains itself. Confined to one thread. */
final class BoundedGenerator extends JsonGeneratorDelegate {
    private final int maxDepth;

    BoundedGenerator(JsonGenerator bounded, int maxDepth) {
        // Objects inside of objects come back to this generator.
        super(bounded, false);
        this.maxDepth = maxDepth;
    }

    @Override
    public void writeStartArray() throws IOException {
        super.writeStartArray();
        checkDepth();
    }

    @Override
    public void writeStartArray(Object value) throws IOException {
        super.writeStartArray(value);
        checkDepth();
    }

    @Override
    public void writeStartArray(Object value, int size) throws IOException {
        super.writeStartArray(value, size);
        checkDepth();
    }

    @Override
    public void writeStartObject() throws IOException {
        super.writeStartObject();
        checkDepth();
    }

    @Override
    public void writeStartObject(Object value) throws IOException {
        super.writeStartObject(value);
        checkDepth();
    }

    @Override
    public void writeStartObject(Object value, int size) throws IOException {
        super.writeStartObject(value, size);
        checkDepth();
    }

    private void checkDepth() throws JsonGenerationException {
        if (getOutputContext().getNestingDepth() > maxDepth) {
            throw new JsonGenerationException("the value is nested deeper than " + maxDepth, this);
        }
    }
}
