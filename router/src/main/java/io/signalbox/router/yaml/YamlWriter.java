package io.signalbox.router.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Tag;

/** Writer of a tree in YAML 1.1, one entry in a line. A text that PyYAML would read as another type is in double quotes. */
public final class YamlWriter {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_/][A-Za-z0-9_./-]*");
    private static final int STEP = 2;

    private final StringBuilder out = new StringBuilder();

    private YamlWriter() {}

    public static String write(JsonNode root) {
        YamlWriter writer = new YamlWriter();
        if (isBlock(root)) {
            writer.block(root, 0, 0);
        } else {
            writer.line(root);
        }
        return writer.out.toString();
    }

    /** @param indented number of characters that are already written in the first line */
    private void block(JsonNode node, int indent, int indented) {
        int missing = indent - indented;
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            out.append(" ".repeat(missing)).append(text(member.getKey())).append(':');
            if (isBlock(member.getValue())) {
                out.append('\n');
                block(member.getValue(), indent + STEP, 0);
            } else {
                out.append(' ');
                line(member.getValue());
            }
            missing = indent;
        }
        for (JsonNode item : node.isArray() ? node : Map.<String, JsonNode>of().values()) {
            out.append(" ".repeat(missing)).append("- ");
            if (isBlock(item)) {
                block(item, indent + STEP, indent + STEP);
            } else {
                line(item);
            }
            missing = indent;
        }
    }

    private static boolean isBlock(JsonNode node) {
        return node.isContainerNode() && !node.isEmpty();
    }

    private void line(JsonNode node) {
        out.append(
                        node.isTextual()
                                ? text(node.textValue())
                                : node.isFloatingPointNumber() ? number(node) : node.toString())
                .append('\n');
    }

    /** Returns a number. In YAML 1.1, a number with an exponent has a point and a sign. */
    private static String number(JsonNode node) {
        String digits = node.decimalValue().toString();
        int exponent = digits.indexOf('E');
        if (exponent < 0) {
            return digits;
        }
        String mantissa = digits.substring(0, exponent);
        return mantissa + (mantissa.indexOf('.') < 0 ? ".0" : "") + digits.substring(exponent);
    }

    private static String text(String text) {
        return PLAIN.matcher(text).matches() && YamlScalars.tagOf(text).equals(Tag.STR) ? text : quoted(text);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                default -> {
                    boolean isShown = c >= ' ' && c <= '~' || c >= '\u00A0' && c < '\u2000' || Character.isSurrogate(c);
                    quoted.append(isShown ? String.valueOf(c) : String.format(Locale.ROOT, "\\u%04x", (int) c));
                }
            }
        }
        return quoted.append('"').toString();
    }
}
