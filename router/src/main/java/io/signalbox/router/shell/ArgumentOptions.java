package io.signalbox.router.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Procedure or topic, arguments and keyword arguments of a call or an event. */
final class ArgumentOptions {
    @Parameters(index = "0", paramLabel = "URI", description = "The procedure or the topic.")
    private String uri;

    @Parameters(
            index = "1..*",
            paramLabel = "ARG",
            description =
                    "Arguments: JSON, or a plain word, which is a string. The word 5 is a number, and '\"5\"' a string.")
    private List<String> words = new ArrayList<>();

    @Option(
            names = {"-k", "--kw"},
            paramLabel = "K=V",
            description = "A keyword argument, whose value is JSON or a plain word. May be repeated.")
    private List<String> keywords = new ArrayList<>();

    String uri() {
        return uri;
    }

    List<Object> args() {
        List<Object> args = new ArrayList<>();
        words.forEach(word -> args.add(WordValue.of(word)));
        return args;
    }

    /** @throws ShellMistake if a keyword argument has no name, or occurs twice */
    Map<String, Object> kwargs() throws ShellMistake {
        Map<String, Object> kwargs = new LinkedHashMap<>();
        for (String pair : keywords) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new ShellMistake("'" + ShownText.escaped(pair) + "' of --kw is not NAME=VALUE");
            }
            String name = pair.substring(0, equals);
            if (kwargs.containsKey(name)) {
                throw new ShellMistake("--kw names '" + ShownText.escaped(name) + "' twice");
            }
            kwargs.put(name, WordValue.of(pair.substring(equals + 1)));
        }
        return kwargs;
    }
}
