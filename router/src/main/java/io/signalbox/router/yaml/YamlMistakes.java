package io.signalbox.router.yaml;

import io.signalbox.router.yaml.YamlNode.Place;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.reader.ReaderException;

/** Explanation of the exceptions of the YAML parser: the mistake and the remedy. */
final class YamlMistakes {
    private static final Place NOWHERE = new Place(0, 0);
    private static final Pattern UNDEFINED_ALIAS = Pattern.compile("found undefined alias (.*)");
    private static final Pattern UNDEFINED_HANDLE = Pattern.compile("found undefined tag handle (.*)");
    private static final String IN_QUOTES = "put the text in quotes";

    private final String text;

    YamlMistakes(String text) {
        this.text = text;
    }

    YamlMistake explain(YAMLException e) {
        return switch (e) {
            case MarkedYAMLException marked -> explainMarked(marked);
            case ReaderException character -> unprintable(character);
            default -> unmarked(e);
        };
    }

    static YamlMistake tooDeep(Place place) {
        return new YamlMistake(
                place, "lists and mappings are nested deeper than " + YamlReader.MAX_DEPTH, "use fewer levels");
    }

    static YamlMistake wrongEscape(Mark mark) {
        return at(
                mark,
                "the backslash in double quotes is not part of an escape sequence",
                "write '\\\\', or use single quotes");
    }

    private static YamlMistake unmarked(YAMLException e) {
        return e.getMessage().startsWith("Nesting Depth")
                ? tooDeep(NOWHERE)
                : new YamlMistake(NOWHERE, "the text is not YAML: " + e.getMessage(), "correct the text");
    }

    private YamlMistake unprintable(ReaderException e) {
        int at = text.offsetByCodePoints(0, Math.min(e.getPosition(), text.codePointCount(0, text.length())));
        int begin = text.lastIndexOf('\n', at - 1) + 1;
        int line = 1
                + (int) text.substring(0, begin).chars().filter(c -> c == '\n').count();
        return new YamlMistake(
                new Place(line, text.codePointCount(begin, at) + 1),
                String.format(Locale.ROOT, "YAML does not allow the character U+%04X", e.getCodePoint()),
                "remove the character, or write an escape sequence in double quotes");
    }

    private YamlMistake explainMarked(MarkedYAMLException e) {
        String context = e.getContext() == null ? "" : e.getContext();
        String problem = e.getProblem() == null ? "" : e.getProblem();
        Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
        if (mark == null) {
            return unmarked(e);
        }
        Mark opening = e.getContextMark() == null ? mark : e.getContextMark();
        if (problem.contains("unexpected end of stream") || problem.contains("unexpected document separator")) {
            return at(opening, "the quoted text that begins here has no closing quote", "add the quote");
        }
        if (context.contains("flow mapping") || context.contains("flow sequence")) {
            return inBrackets(problem, mark, opening);
        }
        if (context.contains("simple key")) {
            return at(opening, "':' is missing after this text", "write key: value, or indent the text like a value");
        }
        if (context.contains("double-quoted")) {
            return wrongEscape(mark);
        }
        if (context.contains("an alias") || context.contains("an anchor")) {
            return at(
                    opening,
                    "'" + characterAt(opening) + "' begins an alias or an anchor, but no name follows",
                    IN_QUOTES);
        }
        if (context.contains("block mapping")
                || context.contains("block collection")
                || context.contains("block sequence")) {
            return at(mark, "the indentation matches no line above", "indent the line like its neighbours");
        }
        if (context.contains("block scalar")) {
            return at(
                    mark,
                    "'" + characterAt(opening) + "' begins a text of several lines, but text follows in the same line",
                    IN_QUOTES);
        }
        if (context.contains("tag") || context.contains("directive")) {
            return at(
                    opening,
                    "'" + characterAt(opening) + "' begins a tag or a directive that cannot be read",
                    IN_QUOTES);
        }
        return plain(problem, mark);
    }

    private YamlMistake inBrackets(String problem, Mark mark, Mark opening) {
        char bracket = characterAt(opening).charAt(0);
        String close = bracket == '{' ? "}" : "]";
        boolean isAtEnd = mark.getIndex() >= text.codePointCount(0, text.length()) || problem.contains("stream end");
        return isAtEnd
                ? at(opening, "the '" + bracket + "' is never closed", "add '" + close + "'")
                : at(
                        mark,
                        "',' or '" + close + "' is missing here, after the '" + bracket + "' of line "
                                + (opening.getLine() + 1),
                        "add the character, or put a text with brackets, braces or commas in quotes");
    }

    private YamlMistake plain(String problem, Mark mark) {
        Matcher alias = UNDEFINED_ALIAS.matcher(problem);
        Matcher handle = UNDEFINED_HANDLE.matcher(problem);
        String found = characterAt(mark);
        if (alias.matches()) {
            return at(
                    mark,
                    "'*" + alias.group(1) + "' is an alias of '&" + alias.group(1) + "', which is not above",
                    "correct the alias, or put a text in quotes");
        } else if (handle.matches()) {
            return at(mark, "the tag '" + handle.group(1) + "…' is not supported", "remove the tag");
        } else if (problem.contains("mapping values are not allowed")) {
            return at(
                    mark,
                    "':' begins a value at a place without values",
                    "put a text with ': ' in quotes, or begin a line with the key, indented like its neighbours");
        } else if (problem.contains("sequence entries are not allowed")) {
            return at(mark, "'-' begins an entry of a list at a place without lists", "begin the list in a new line");
        } else if (problem.contains("cannot start any token")) {
            return found.equals("U+0009")
                    ? at(mark, "a tab in the indentation or before a value", "use spaces")
                    : at(mark, "'" + found + "' cannot begin a value", IN_QUOTES);
        } else if (problem.contains("another document")) {
            return at(mark, "a second document begins here", "remove the document; a file has one configuration");
        } else if (problem.contains("<document start>")) {
            return at(
                    mark,
                    "there is text behind the end of the configuration",
                    "remove the text, or correct the indentation");
        } else if (problem.contains("expected the node content")) {
            return at(mark, "a value is missing before '" + found + "'", "add the value");
        }
        return at(mark, "the text is not YAML: " + problem, "correct the text");
    }

    private static YamlMistake at(Mark mark, String what, String remedy) {
        return new YamlMistake(new Place(mark.getLine() + 1, mark.getColumn() + 1), what, remedy);
    }

    /** Returns the character at a mark, or its code for an invisible character. */
    private String characterAt(Mark mark) {
        int at = text.offsetByCodePoints(0, Math.min(mark.getIndex(), text.codePointCount(0, text.length())));
        if (at == text.length()) {
            return "the end";
        }
        int c = text.codePointAt(at);
        return c < ' ' ? String.format(Locale.ROOT, "U+%04X", c) : Character.toString(c);
    }
}
