package io.signalbox.client.value;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TreeTraversingParser;
import java.io.IOException;
import java.math.BigInteger;

/**
 * Parser of a tree that reads a float as an integer only if the float has no fraction. JavaScript encodes large integers as
 * floats, and a fraction must not get lost silently. Confined to one thread.
 */
final class WholeNumberParser extends TreeTraversingParser {

    WholeNumberParser(JsonNode tree, ObjectCodec codec) {
        super(tree, codec);
    }

    @Override
    public int getIntValue() throws IOException {
        requireWhole(int.class);
        return super.getIntValue();
    }

    @Override
    public long getLongValue() throws IOException {
        requireWhole(long.class);
        return super.getLongValue();
    }

    @Override
    public BigInteger getBigIntegerValue() throws IOException {
        requireWhole(BigInteger.class);
        return super.getBigIntegerValue();
    }

    private void requireWhole(Class<?> target) throws InputCoercionException {
        JsonNode node = currentNode();
        if (node != null && node.isFloatingPointNumber() && node.doubleValue() != Math.rint(node.doubleValue())) {
            throw new InputCoercionException(
                    this, "a number with a fraction is no integer", JsonToken.VALUE_NUMBER_FLOAT, target);
        }
    }
}
