package io.signalbox.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The page docs/TRANSPORTS.md. */
public final class TransportsPage {
    private TransportsPage() {}

    /** Checks that a row of the page names a case of a test. */
    public static void hasRow(String row, Class<?> test, Enum<?> tested) throws IOException {
        assertThat(Files.readAllLines(Path.of("../docs/TRANSPORTS.md")))
                .as(row)
                .anyMatch(line -> line.startsWith("| " + row)
                        && line.contains("`" + test.getSimpleName() + "` `" + tested.name() + "`"));
    }
}
