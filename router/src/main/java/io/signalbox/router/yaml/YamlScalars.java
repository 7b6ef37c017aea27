package io.signalbox.router.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Types and values of scalars without quotes, by the rules of PyYAML. The rules differ from those of snakeyaml ({@code 1e5} is a text)
 * and of YAML 1.2 ({@code yes} is true, {@code 010} is 8, {@code 1:30} is 90).
 */
final class YamlScalars extends Resolver {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int LONGEST_NUMBER = 1000;
    private static final BigInteger SIXTY = BigInteger.valueOf(60);

    private static final Pattern IS_NULL = Pattern.compile("~|null|Null|NULL|");
    private static final Pattern IS_TRUE = Pattern.compile("yes|Yes|YES|true|True|TRUE|on|On|ON");
    private static final Pattern IS_FALSE = Pattern.compile("no|No|NO|false|False|FALSE|off|Off|OFF");
    private static final Pattern IS_INTEGER =
            Pattern.compile("[-+]?(0b[01_]+|0x[0-9a-fA-F_]+|0[0-7_]+|0|[1-9][0-9_]*(:[0-5]?[0-9])*)");
    private static final Pattern IS_FLOAT = Pattern.compile("[-+]?[0-9][0-9_]*\\.[0-9_]*([eE][-+][0-9]+)?"
            + "|\\.[0-9][0-9_]*([eE][-+][0-9]+)?"
            + "|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+\\.[0-9_]*"
            + "|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");
    private static final Map<Tag, String> NAMES =
            Map.of(Tag.INT, "whole number", Tag.FLOAT, "number", Tag.BOOL, "boolean", Tag.NULL, "null value");

    @Override
    protected void addImplicitResolvers() {
        // The patterns of this class replace those of snakeyaml.
    }

    @Override
    public Tag resolve(NodeId kind, String value, boolean implicit) {
        return kind == NodeId.scalar && implicit ? tagOf(value) : super.resolve(kind, value, false);
    }

    /** Returns the type of a scalar without quotes. */
    static Tag tagOf(String text) {
        if (text.equals("<<")) {
            return Tag.MERGE;
        }
        if (IS_NULL.matcher(text).matches()) {
            return Tag.NULL;
        }
        if (IS_TRUE.matcher(text).matches() || IS_FALSE.matcher(text).matches()) {
            return Tag.BOOL;
        }
        if (IS_INTEGER.matcher(text).matches()) {
            return Tag.INT;
        }
        return IS_FLOAT.matcher(text).matches() ? Tag.FLOAT : Tag.STR;
    }

    /**
     * Returns the value of a scalar.
     *
     * @throws IllegalArgumentException if the text is not of the type, or JSON cannot express the value; the message is for the user
     */
    static JsonNode valueOf(String text, Tag tag) {
        if (tag.equals(Tag.STR) || tag.equals(Tag.MERGE)) {
            return NODES.textNode(text);
        }
        if (text.length() > LONGEST_NUMBER) {
            throw new IllegalArgumentException("a number with more than " + LONGEST_NUMBER + " characters");
        }
        if (tag.equals(Tag.NULL) && IS_NULL.matcher(text).matches()) {
            return NODES.nullNode();
        }
        if (tag.equals(Tag.BOOL) && tagOf(text).equals(Tag.BOOL)) {
            return NODES.booleanNode(IS_TRUE.matcher(text).matches());
        }
        try {
            if (tag.equals(Tag.INT)) {
                BigInteger value = integer(text);
                return value.bitLength() < Long.SIZE ? NODES.numberNode(value.longValue()) : NODES.numberNode(value);
            }
            if (tag.equals(Tag.FLOAT)) {
                return NODES.numberNode(decimal(text));
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a " + NAMES.get(tag), e);
        }
        throw new IllegalArgumentException("'" + text + "' is not a " + NAMES.get(tag));
    }

    private static BigInteger integer(String text) {
        String digits = text.replace("_", "");
        boolean negative = digits.startsWith("-");
        digits = negative || digits.startsWith("+") ? digits.substring(1) : digits;
        BigInteger value;
        if (digits.startsWith("0b")) {
            value = new BigInteger(unsigned(digits.substring(2)), 2);
        } else if (digits.startsWith("0x")) {
            value = new BigInteger(unsigned(digits.substring(2)), 16);
        } else if (digits.startsWith("0") && digits.length() > 1) {
            value = new BigInteger(unsigned(digits), 8);
        } else {
            value = BigInteger.ZERO;
            for (String part : digits.split(":", -1)) {
                value = value.multiply(SIXTY).add(new BigInteger(unsigned(part)));
            }
        }
        return negative ? value.negate() : value;
    }

    private static BigDecimal decimal(String text) {
        String digits = text.replace("_", "");
        if (digits.toLowerCase(Locale.ROOT).matches("[-+]?\\.(inf|nan)")) {
            throw new IllegalArgumentException("'" + text + "' is not a finite number");
        }
        boolean negative = digits.startsWith("-");
        digits = negative || digits.startsWith("+") ? digits.substring(1) : digits;
        BigDecimal value = BigDecimal.ZERO;
        for (String part : digits.split(":", -1)) {
            value = value.multiply(BigDecimal.valueOf(60)).add(new BigDecimal(unsigned(part)));
        }
        return negative ? value.negate() : value;
    }

    private static String unsigned(String digits) {
        if (digits.startsWith("-") || digits.startsWith("+")) {
            throw new NumberFormatException(digits);
        }
        return digits;
    }
}
