package io.signalbox.router.document;

import java.io.File;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Character set of the locale. A JVM opens only files whose paths the character set can encode. */
public record PathCharset(Charset charset) {
    public static final String REMEDY = "set a UTF-8 locale, such as LC_ALL=C.UTF-8, or start with bin/router";

    /** Returns the character set of this process. */
    public static PathCharset ofLocale() {
        // File names of Windows are UTF-16 in any locale.
        boolean isWindows = File.separatorChar == '\\';
        return new PathCharset(
                isWindows ? StandardCharsets.UTF_8 : Charset.forName(System.getProperty("sun.jnu.encoding")));
    }

    /** Returns whether the character set has every character. */
    public boolean isUnicode() {
        return charset.name().startsWith("UTF");
    }

    /** Reason why a text is not a path, with the remedy. */
    public record Mistake(String reason, String remedy) {
        @Override
        public String toString() {
            return reason + " - " + remedy;
        }
    }

    /** Returns the reason why a text is not a path on this machine. */
    public Mistake mistake(InvalidPathException refused) {
        String text = refused.getInput();
        if (text.indexOf('\0') >= 0) {
            return new Mistake("it contains the character U+0000", "remove the character");
        }
        if (charset.newEncoder().canEncode(text)) {
            return new Mistake(refused.getReason(), "correct it");
        }
        return isUnicode()
                ? new Mistake("it contains half of a surrogate pair", "write the whole character")
                : new Mistake("the character set of the locale, " + charset + ", cannot encode it", REMEDY);
    }

    /** Returns the mistake of a working directory whose path cannot be encoded, so that relative paths do not work. */
    public Optional<Mistake> mistakeOfWorkingDirectory() {
        return isUnicode() || Files.exists(Path.of("").toAbsolutePath())
                ? Optional.empty()
                : Optional.of(new Mistake(
                        "the character set of the locale, " + charset
                                + ", cannot encode the path of the working directory",
                        REMEDY));
    }
}
