package io.signalbox.router.shell;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Words of options that stand for constants. Stateless and thread-safe. */
final class Words {
    private Words() {}

    static <E> E of(E[] constants, Function<E, String> name, String option, String word) throws ShellMistake {
        for (E constant : constants) {
            if (name.apply(constant).equals(word)) {
                return constant;
            }
        }
        throw new ShellMistake(option + " must be one of "
                + Arrays.stream(constants).map(name).collect(Collectors.joining(", ")) + ", not '"
                + ShownText.escaped(word) + "'");
    }
}
