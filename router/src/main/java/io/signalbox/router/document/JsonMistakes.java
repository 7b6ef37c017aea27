package io.signalbox.router.document;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Explanation of a text that is not JSON. Tolerates common mistakes, and so finds several mistakes in one pass. A mistake that occurs
 * several times is reported at its first place, with the number of the others.
 */
final class JsonMistakes {
    private static final int DEEPEST = 1000;
    private static final String QUOTES =
            "\u2018\u2019\u201A\u201B\u201C\u201D\u201E\u201F\u2033\u2036\u00AB\u00BB\u0060\u00B4";
    private static final Map<String, String> WORDS = Map.of(
            "True",
            "true",
            "TRUE",
            "true",
            "False",
            "false",
            "FALSE",
            "false",
            "None",
            "null",
            "Null",
            "null",
            "NULL",
            "null",
            "nil",
            "null",
            "undefined",
            "null");
    private static final Set<String> NO_NUMBERS = Set.of("NaN", "Infinity", "-Infinity", "+Infinity");

    private final String text;
    private final ProblemList problems;
    private final Map<String, Mistake> mistakes = new LinkedHashMap<>();
    private final Deque<Integer> open = new ArrayDeque<>();
    private int pos;

    JsonMistakes(String text, ProblemList problems) {
        this.text = text;
        this.problems = problems;
    }

    /** Thrown after a mistake that makes the rest of the text unreadable. */
    private static final class Lost extends Exception {
        private static final long serialVersionUID = 1;

        Lost() {
            super(null, null, false, false);
        }
    }

    private record Mistake(int offset, String text, String remedy, int others) {}

    /** Reports the mistakes. Returns whether there is a mistake. */
    boolean report() {
        try {
            value("a value");
            space();
            if (pos < text.length()) {
                char c = text.charAt(pos);
                lost(
                        pos,
                        c == '}' || c == ']'
                                ? "'" + c + "' has no opening bracket"
                                : "there is text behind the end of the configuration",
                        c == '}' || c == ']'
                                ? "remove '" + c + "', or add the opening bracket"
                                : "remove the text; a file has one JSON object");
            }
        } catch (Lost e) {
            // The mistake that ended the pass is the last in the list.
        }
        for (Mistake mistake : mistakes.values()) {
            String more = mistake.others == 0 ? "" : " (" + mistake.others + " more in this file)";
            problems.errorAt(position(mistake.offset), mistake.text + more, mistake.remedy);
        }
        return !mistakes.isEmpty();
    }

    private void value(String wanted) throws Lost {
        space();
        if (pos == text.length()) {
            end(wanted);
        }
        char c = text.charAt(pos);
        switch (c) {
            case '{' -> list('}', true);
            case '[' -> list(']', false);
            case '"' -> string();
            case '}', ']', ',', ':' -> lost(pos, wanted + " is missing before '" + c + "'", "add " + wanted);
            default -> {
                if (c == '\'' || QUOTES.indexOf(c) >= 0) {
                    wrongQuotes("a string");
                } else {
                    word();
                }
            }
        }
    }

    private void list(char close, boolean isObject) throws Lost {
        if (open.size() == DEEPEST) {
            lost(pos, "brackets are nested deeper than " + DEEPEST, "use fewer levels");
        }
        open.push(pos++);
        int comma = -1;
        for (boolean first = true; ; first = false) {
            space();
            if (at(close)) {
                if (comma >= 0) {
                    found("comma", comma, "a comma before '" + close + "'", "remove the comma");
                }
                break;
            }
            if (!first && comma < 0) {
                missingComma(close);
            }
            if (at(',')) {
                lost(pos, "a comma without an entry before the comma", "remove the comma");
            }
            if (isObject) {
                key();
            }
            value(isObject ? "a value" : "an entry");
            int behind = pos;
            space();
            comma = -1;
            if (at(',') || at(';')) {
                if (at(';')) {
                    found("semicolon", pos, "';' is not a separator in JSON", "write ','");
                }
                comma = pos++;
            } else if (pos < text.length() && !at(close)) {
                pos = behind;
            }
        }
        open.pop();
        pos++;
    }

    /** Handles an entry that is followed by neither a comma nor the end of the list. */
    private void missingComma(char close) throws Lost {
        if (pos == text.length()) {
            end("'" + close + "'");
        }
        char c = text.charAt(pos);
        if (c == '}' || c == ']') {
            lost(
                    pos,
                    "'" + c + "' does not match the '" + text.charAt(open.peek()) + "' of line "
                            + position(open.peek()).line(),
                    "add '" + close + "' before '" + c + "', or remove '" + c + "'");
        }
        if (c == ':' || c == '=') {
            lost(pos, "'" + c + "' in place of ',' or '" + close + "'", "correct the text before '" + c + "'");
        }
        int behind = pos;
        while (behind > 0 && Character.isWhitespace(text.charAt(behind - 1))) {
            behind--;
        }
        found("missing comma", behind, "a comma is missing here", "write ',' between two entries");
    }

    private void key() throws Lost {
        int begin = pos;
        if (pos == text.length()) {
            end("'}'");
        }
        char c = text.charAt(pos);
        if (c == '"') {
            string();
        } else if (c == '\'' || QUOTES.indexOf(c) >= 0) {
            wrongQuotes("a key");
        } else {
            String name = run();
            if (name.isEmpty()) {
                lost(pos, "a key is missing before '" + shown(c) + "'", "write \"name\": value");
            }
            found(
                    "bare key",
                    begin,
                    "the key " + Quoted.text(name) + " has no quotes",
                    "write \"" + Quoted.plain(name) + "\"");
        }
        String key = Quoted.plain(text.substring(begin, pos));
        space();
        if (at('=')) {
            found("equals", pos, "'=' in place of ':'", "write ':'");
        } else if (!at(':')) {
            lost(pos, "':' is missing after the key " + key, "write " + key + ": value");
        }
        pos++;
    }

    private void string() throws Lost {
        int begin = pos++;
        while (pos < text.length() && text.charAt(pos) != '"') {
            char c = text.charAt(pos);
            if (c == '\n' || c == '\r') {
                lost(
                        begin,
                        "the string that begins here has no closing '\"' in the same line",
                        "add the quote, or write \\n for a line break");
            } else if (c < ' ') {
                found(
                        "control" + c,
                        pos,
                        c == '\t'
                                ? "a tab inside a string"
                                : "the control character " + unicode(c) + " inside a string",
                        c == '\t' ? "write \\t" : "remove the character");
            } else if (c == '\\') {
                escape();
            }
            pos++;
        }
        if (pos >= text.length()) {
            lost(begin, "the string that begins here has no closing '\"'", "add the quote");
        }
        pos++;
    }

    /** Advances to the last character of an escape sequence. */
    private void escape() {
        int begin = pos++;
        char c = pos < text.length() ? text.charAt(pos) : '"';
        if (c == 'u') {
            String digits = text.substring(pos + 1, Math.min(text.length(), pos + 5));
            if (digits.matches("[0-9a-fA-F]{4}")) {
                pos += 4;
            } else {
                found("escape", begin, "'\\u' without four hexadecimal digits", "write '\\\\' for a backslash");
            }
        } else if ("\"\\/bfnrt".indexOf(c) < 0) {
            found("escape", begin, "'\\" + shown(c) + "' is not an escape sequence", "write '\\\\' for a backslash");
            pos -= c < ' ' ? 1 : 0;
        }
    }

    /** Reads to the closing quote, at most to the end of the line. */
    private void wrongQuotes(String what) throws Lost {
        int begin = pos++;
        boolean single = text.charAt(begin) == '\'';
        while (pos < text.length() && text.charAt(pos) != '\n') {
            char c = text.charAt(pos++);
            if (single ? c == '\'' : QUOTES.indexOf(c) >= 0 || c == '"') {
                found(
                        single ? "single quotes" : "typographic quotes",
                        begin,
                        what + " in " + (single ? "single" : "typographic") + " quotes",
                        "write \"" + Quoted.plain(text.substring(begin + 1, pos - 1)) + "\"");
                return;
            }
        }
        lost(
                begin,
                what + " in quotes that JSON does not have, without a closing quote in the same line",
                "write \"…\"");
    }

    private void word() throws Lost {
        int begin = pos;
        String word = run();
        if (word.isEmpty()) {
            lost(
                    begin,
                    "'" + shown(text.charAt(begin)) + "' cannot begin a value",
                    "write a value, or remove the character");
        } else if (WORDS.containsKey(word)) {
            found("word " + word, begin, "JSON has no " + word, "write " + WORDS.get(word));
        } else if (NO_NUMBERS.contains(word)) {
            found("word " + word, begin, "JSON has no " + word, "write a number");
        } else if (word.matches("[-+.]?\\d.*")) {
            if (!word.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][-+]?\\d+)?")) {
                found(
                        "number",
                        begin,
                        Quoted.text(word) + " is not a number in JSON",
                        "write digits only, or put the text in quotes");
            } else if (word.length() > DEEPEST) {
                lost(begin, "a number with more than " + DEEPEST + " characters", "shorten the number");
            }
        } else if (!Set.of("true", "false", "null").contains(word)) {
            String shown = Quoted.plain(word);
            found(
                    "bare word",
                    begin,
                    "the text '" + shown + "' has no quotes",
                    "write \""
                            + UnbracedVariables.withBraces(word)
                                    .map(Quoted::plain)
                                    .orElse(shown) + "\"");
        }
    }

    /** Reads to white space, a comment, or a special character of JSON. */
    private String run() {
        int begin = pos;
        int braces = 0;
        while (pos < text.length()) {
            char c = text.charAt(pos);
            boolean variable = c == '{' && pos > begin && text.charAt(pos - 1) == '$';
            braces += variable ? 1 : 0;
            boolean closes = c == '}' && braces > 0;
            if (!variable && !closes && ("{}[],:;=\"'#".indexOf(c) >= 0 || c <= ' ' || isSpace(c) || isComment())) {
                break;
            }
            braces -= closes ? 1 : 0;
            pos++;
        }
        return text.substring(begin, pos);
    }

    /** Skips white space, comments and invisible characters. */
    private void space() throws Lost {
        while (pos < text.length()) {
            char c = text.charAt(pos);
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
                pos++;
            } else if (c == '#' || isComment()) {
                comment();
            } else if (isSpace(c)) {
                found(
                        "space" + c,
                        pos++,
                        "the invisible character " + unicode(c) + " between values",
                        "replace the character by a space, or remove the character");
            } else {
                return;
            }
        }
    }

    private boolean isComment() {
        return text.startsWith("//", pos) || text.startsWith("/*", pos);
    }

    private void comment() throws Lost {
        found("comment", pos, "JSON has no comments", "remove the comment");
        boolean block = text.startsWith("/*", pos);
        int end = block ? text.indexOf("*/", pos + 2) : text.indexOf('\n', pos);
        if (block && end < 0) {
            throw new Lost();
        }
        pos = end < 0 ? text.length() : end + (block ? 2 : 1);
    }

    private static boolean isSpace(char c) {
        return c > '~' && (Character.isSpaceChar(c) || Character.getType(c) == Character.FORMAT)
                || c < ' ' && c != '\t' && c != '\n' && c != '\r';
    }

    private boolean at(char c) {
        return pos < text.length() && text.charAt(pos) == c;
    }

    /** Handles a text that ends too early. */
    private void end(String wanted) throws Lost {
        Integer bracket = open.peek();
        if (bracket == null) {
            lost(pos, "the file ends before " + wanted, "complete the file");
        } else {
            lost(
                    bracket,
                    "the '" + text.charAt(bracket) + "' is never closed",
                    "add '" + (text.charAt(bracket) == '{' ? '}' : ']') + "'");
        }
    }

    private void found(String kind, int offset, String what, String remedy) {
        mistakes.merge(
                kind,
                new Mistake(offset, what, remedy, 0),
                (first, other) -> new Mistake(first.offset, first.text, first.remedy, first.others + 1));
    }

    private void lost(int offset, String what, String remedy) throws Lost {
        found("lost", offset, what, remedy);
        throw new Lost();
    }

    private SourcePosition position(int offset) {
        return SourcePosition.behind(text.substring(0, offset));
    }

    private static String shown(char c) {
        return c < ' ' || isSpace(c) ? unicode(c) : String.valueOf(c);
    }

    private static String unicode(char c) {
        return String.format(Locale.ROOT, "U+%04X", (int) c);
    }
}
