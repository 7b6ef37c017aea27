package io.signalbox.router.config;

import java.io.File;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** The character set of the locale: a JVM reaches only files whose paths can be expressed in it. */
public record PathCharset(Charset charset) {
    static final String REMEDY = "set a UTF-8 locale, such as LC_ALL=C.UTF-8, or start with bin/router";

    /** The one of this process. */
    public static PathCharset ofLocale() {
        // Windows has names of files in UTF-16, whatever the locale.
        boolean isWindows = File.separatorChar == '\\';
        return new PathCharset(
                isWindows ? StandardCharsets.UTF_8 : Charset.forName(System.getProperty("sun.jnu.encoding")));
    }

    /** Whether it has every character. */
    boolean isUnicode() {
        return charset.name().startsWith("UTF");
    }

    /** What is wrong with a text that is no path, and what to do about it. */
    public record Mistake(String reason, String remedy) {
        @Override
        public String toString() {
            return reason + " - " + remedy;
        }
    }

    /** Explains in words why a text is no path on this machine. */
    public Mistake mistake(InvalidPathException refused) {
        String text = refused.getInput();
        if (text.indexOf('\0') >= 0) {
            return new Mistake("it holds the character U+0000", "remove the character");
        }
        if (charset.newEncoder().canEncode(text)) {
            return new Mistake(refused.getReason(), "correct it");
        }
        return isUnicode()
                ? new Mistake("it holds half of a surrogate pair", "write the whole character")
                : new Mistake("the character set of the locale, " + charset + ", cannot express it", REMEDY);
    }

    /** What is wrong when relative paths lead nowhere, because the path of the working directory cannot be expressed. */
    public Optional<Mistake> mistakeOfWorkingDirectory() {
        return isUnicode() || Files.exists(Path.of("").toAbsolutePath())
                ? Optional.empty()
                : Optional.of(new Mistake(
                        "the character set of the locale, " + charset
                                + ", cannot express the path of the working directory",
                        REMEDY));
    }
}
